/** Where to listen, where the configuration is not to say. */
export interface ServeRequest {
  readonly port?: number | undefined;
  readonly host?: string | undefined;
}

/** A service that answers. */
export interface RunningService {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Done once it was told to stop and everything has ended in good order. */
  readonly stopped: Promise<void>;
}
