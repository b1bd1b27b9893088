// Made by "npm run generate:client" from the OpenAPI document. Do not edit.
/** Of the document that this was made from. */
export const DOCUMENT_SHA256 = 'a8d63727b4444db004670d1207e8aabe4f083b2b0edf09b8e611ba4c0aa9de09';

export interface paths {
  '/network': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Nodes, health and settings in force
     * @description A network that is down is told as such, with what to do, and no error.
     *
     *     Needs the role viewer.
     */
    get: operations['getNetwork'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/network/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The settings in force, with the config sequence as ETag
     * @description Needs the role viewer.
     */
    get: operations['getNetworkSettings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/network/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What live transactions are offered, and how long they take, now
     * @description From blocks as a peer commits them. The first question begins the looking, which ends a minute after the last.
     *
     *     Needs the role viewer.
     */
    get: operations['getLiveLoad'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/network/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who leads, and on what nodes spend their time
     * @description From the nodes' own metrics pages, by Fabric's metric names; means over the time since the look before, at least two seconds. The first look has none.
     *
     *     Needs the role viewer.
     */
    get: operations['getNodeMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/network/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every change of ordering settings that the channel itself remembers, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listSettingsHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/plans': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The plans that come with gridtune, by name
     * @description Needs the role viewer.
     */
    get: operations['listPlans'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/plans/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One plan that comes with gridtune
     * @description Needs the role viewer.
     */
    get: operations['getPlan'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/plans/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a sweep of a plan would measure and how long it would take; changes nothing
     * @description Needs the role viewer.
     */
    post: operations['previewPlan'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sweeps': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sweeps and searches and how far they came, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listSweeps'];
    put?: never;
    /**
     * Measure a plan on the live network
     * @description Needs the role operator.
     */
    post: operations['startSweep'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/searches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let a strategy choose each round: the best settings in few rounds
     * @description Needs the role operator.
     */
    post: operations['startSearch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sweeps/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One sweep: progress, points with what was measured at them, what a search believes
     * @description Needs the role viewer.
     */
    get: operations['getSweep'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sweeps/{id}/resumption': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Go on with a sweep or search that was cut short
     * @description Needs the role operator.
     */
    post: operations['resumeSweep'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sweeps/{id}/report': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A sweep as far as it came as one HTML page with charts
     * @description Needs the role viewer.
     */
    get: operations['getSweepReport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/results': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Rounds, measured and failed, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listResults'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/results.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Measured rounds as a results file
     * @description Needs the role viewer.
     */
    get: operations['exportResults'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/results/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One round, with everything watched meanwhile if asked for
     * @description Needs the role viewer.
     */
    get: operations['getResult'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/datasets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Imported results, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listDatasets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/datasets/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One imported dataset
     * @description Needs the role viewer.
     */
    get: operations['getDataset'];
    put?: never;
    /**
     * Keep results that were measured elsewhere
     * @description CSV in UTF-8 with a header, at most 64 MiB. Nothing is kept of a file with a fault; each is named by line and column.
     *
     *     Needs the role operator.
     */
    post: operations['importDataset'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/comparisons': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Comparisons of ways to find settings, live and on recorded surfaces, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listComparisons'];
    put?: never;
    /**
     * Compare ways to find settings, on the live network or on imported results
     * @description Needs the role operator.
     */
    post: operations['startComparison'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/comparisons/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One comparison as far as it came
     * @description Needs the role viewer.
     */
    get: operations['getComparison'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/models': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Trained models, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listModels'];
    put?: never;
    /**
     * Train a model and register it
     * @description It learns from the named datasets and sweeps, or from every measured round of the network, is scored on points that it never saw, and becomes the champion if it does better than the one in charge.
     *
     *     Needs the role operator.
     */
    post: operations['trainModel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/models/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One model: lineage, scores, importance and status
     * @description Needs the role viewer.
     */
    get: operations['getModel'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/models/{id}/promotion': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Put a model in charge of its network in the champion's place
     * @description Needs the role approver.
     */
    post: operations['promoteModel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/models/{id}/retirement': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a model out of use
     * @description Needs the role approver.
     */
    post: operations['retireModel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/models/{id}/fit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Predicted against measured, row by row, with what is known of learning and inputs
     * @description Needs the role viewer.
     */
    get: operations['getModelFit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/predictions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a model expects of settings under a load; changes and keeps nothing
     * @description Needs the role viewer.
     */
    post: operations['predict'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/predictions/surface': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a model expects over a grid of counts and timeouts at one rate, with what was measured there
     * @description Without axes, over what the model learnt from. What the body leaves out is as the model found it.
     *
     *     Needs the role viewer.
     */
    post: operations['predictSurface'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/recommendations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Recommendations, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listRecommendations'];
    put?: never;
    /**
     * Recommend settings for a load; it is kept, and changes nothing on the channel
     * @description Needs the role operator.
     */
    post: operations['recommend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/recommendations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One recommendation: before and after with intervals, the Pareto front, reasons, risks and warnings
     * @description Needs the role viewer.
     */
    get: operations['getRecommendation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/applications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every change that was made to stay, and every rollback, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listApplications'];
    put?: never;
    /**
     * Put a recommendation or given settings in force on the live channel
     * @description Waits for approval unless the asker is an approver and one is enough. With If-Match, the ETag of /network/settings, it is refused if other settings are in force by the time it is carried out. Guard rails are checked now and then again.
     *
     *     Needs the role operator.
     */
    post: operations['apply'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/applications/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a change would do, who has to sign it and what to expect; changes nothing
     * @description Needs the role viewer.
     */
    post: operations['previewApplication'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/applications/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One change with its journal, what watching it and measuring it came to, who asked and who approved
     * @description Needs the role viewer.
     */
    get: operations['getApplication'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was done to the channel, the newest first; with ledger=true also what the ledger says of it
     * @description Needs the role viewer.
     */
    get: operations['listAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/service': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What people and schedules did to this installation, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listServiceAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every job, the newest first, without its result
     * @description Needs the role viewer.
     */
    get: operations['listJobs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One job: how far it is, and what came of it
     * @description Needs the role viewer.
     */
    get: operations['getJob'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/cancellation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask a job to end, with the channel as it was; its status tells when it has
     * @description What changes the channel for good, or asks whether to, is cancelled by approvers; whoever asked for it may take it back as long as it waits for approval.
     *
     *     Needs the role operator.
     */
    post: operations['cancelJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/approvals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Agree to a job that waits for approval; it begins once enough approvers have
     * @description Needs the role approver.
     */
    post: operations['approveJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask once more for what a job that is over asked for; approvals are needed anew
     * @description Needs the role operator.
     */
    post: operations['retryJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happens to a job, as server-sent events until it is over
     * @description Each event has its number as `id`, its type as `event` and the JobEvent as `data`. `Last-Event-ID` goes on after that number. Of a job with very many events the newest are kept, and of one that ended a week ago none.
     *
     *     Needs the role viewer.
     */
    get: operations['followJob'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whose token this is, until when it is good, and how many approvers a change needs
     * @description Needs the role viewer.
     */
    get: operations['getMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every change that was made ready for others to sign, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listProposals'];
    put?: never;
    /**
     * Make a change ready to be signed by the administrators of several organisations; nothing is sent
     * @description Needs the role operator.
     */
    post: operations['createProposal'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What the bytes of a proposal really change, and who has signed them
     * @description Needs the role viewer.
     */
    get: operations['getProposal'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals/{id}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The proposal file, to be signed offline with "gridtune proposal sign"
     * @description Needs the role viewer.
     */
    get: operations['downloadProposal'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals/{id}/signatures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Add what an administrator signed offline: a signature file, or the signed copy of the proposal file
     * @description Needs the role approver.
     */
    post: operations['addProposalSignature'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals/{id}/submission': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Put a proposal that enough have signed in force, and prove it as every change
     * @description Needs the role approver.
     */
    post: operations['submitProposal'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/proposals/{id}/withdrawal': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Have a proposal not submitted any more from this store
     * @description Needs the role operator.
     */
    post: operations['withdrawProposal'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/rollbacks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Put recorded settings back; without an id, those from before the last application
     * @description Never waits for approval. Which settings that are is settled now: an application that comes first does not change it.
     *
     *     Needs the role approver.
     */
    post: operations['rollBack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/rollbacks/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a rollback would do; changes nothing
     * @description Needs the role viewer.
     */
    post: operations['previewRollback'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/verifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every measurement before and after a change, the newest first
     * @description Needs the role viewer.
     */
    get: operations['listVerifications'];
    put?: never;
    /**
     * Measure the settings before and after an application in alternating rounds; what is worse is taken back
     * @description Needs the role approver.
     */
    post: operations['verify'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/verifications/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One measurement before and after a change
     * @description Needs the role viewer.
     */
    get: operations['getVerification'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every schedule, the newest first, with its next time and what came of its last
     * @description Needs the role viewer.
     */
    get: operations['listSchedules'];
    put?: never;
    /**
     * Have work begin by itself
     * @description `cron` has five fields, read in `timeZone`: a time that daylight saving skips comes right after the gap, one that it repeats comes once.
     *
     *     Needs the role admin.
     */
    post: operations['createSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One schedule
     * @description Needs the role viewer.
     */
    get: operations['getSchedule'];
    /**
     * Change a schedule; from then on it counts as it is now
     * @description Needs the role admin.
     */
    put: operations['changeSchedule'];
    post?: never;
    /**
     * Remove a schedule; jobs that it asked for go on
     * @description Needs the role admin.
     */
    delete: operations['removeSchedule'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schedules/{id}/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Begin the work of a schedule now, whether or not it is enabled
     * @description A drift check goes on after the answer: `lastRun` of the schedule tells what came of it. Whatever asks for a job has asked by the time of the answer, and `lastRun.jobId` is that job.
     *
     *     Needs the role operator.
     */
    post: operations['runSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every receiver of notices, the newest first
     * @description Needs the role admin.
     */
    get: operations['listWebhooks'];
    put?: never;
    /**
     * Tell a receiver of what happens
     * @description The secret that signs is read from the environment variable of that name, of every instance of the service, at the time of sending; it is neither sent nor kept.
     *
     *     Needs the role admin.
     */
    post: operations['createWebhook'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One webhook
     * @description Needs the role admin.
     */
    get: operations['getWebhook'];
    /**
     * Change a webhook; what is pending goes to where it points then
     * @description Needs the role admin.
     */
    put: operations['changeWebhook'];
    post?: never;
    /**
     * Remove a webhook with its deliveries
     * @description Needs the role admin.
     */
    delete: operations['removeWebhook'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{id}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was sent to a webhook and what came of it, the newest first
     * @description Needs the role admin.
     */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a notice of type test now, once, and tell what came of it
     * @description Needs the role admin.
     */
    post: operations['testWebhook'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every token, the newest first, without its secret
     * @description Needs the role admin.
     */
    get: operations['listTokens'];
    put?: never;
    /**
     * Make a token; it is shown in this answer and never again
     * @description Needs the role admin.
     */
    post: operations['createToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke a token; other instances believe it for five seconds more at most
     * @description Needs the role admin.
     */
    delete: operations['revokeToken'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description The name of a shipped plan, a whole plan, or a plan file as text */
    PlanRequest:
      | string
      | components['schemas']['Plan']
      | {
          /** @description As in a plan file */
          yaml: string;
        };
    Plan: {
      name: string;
      readonly points: {
        readonly settings: {
          maxMessageCount?: number;
          preferredMaxBytes?: number;
          absoluteMaxBytes?: number;
          batchTimeoutMs?: number;
        };
        sendRateTps: number;
      }[];
      readonly anchor?: {
        every: number;
        readonly settings?: {
          maxMessageCount?: number;
          preferredMaxBytes?: number;
          absoluteMaxBytes?: number;
          batchTimeoutMs?: number;
        };
        sendRateTps?: number;
      };
      /** @enum {string} */
      workload: 'publish' | 'read' | 'mixed';
      replicates: number;
      seed: number;
      readonly window: {
        warmupS: number;
        minS: number;
        maxS: number;
      };
      readonly precision: {
        meanPct: number;
        p95Pct: number;
      };
      txBytes?: number;
    };
    GoalRequest: {
      /** @enum {string} */
      objective: 'min-latency' | 'max-throughput' | 'balanced';
      /** @enum {string} */
      latency?: 'mean' | 'p95';
      /** @description Share of the send rate that min-latency may leave uncommitted */
      throughputTolerance?: number;
      /** @description Exponents of balanced */
      readonly weights?: {
        latency: number;
        throughput: number;
      };
      /** @description As people write them, latencyP95Ms<=400, or in parts */
      limits?: (
        | string
        | {
            /** @enum {string} */
            figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
            /** @enum {string} */
            bound: '<=' | '>=';
            value: number;
          }
      )[];
      /** @description Probability with which limits have to hold */
      confidence?: number;
    };
    SignedFile: {
      schemaVersion: number;
    } & {
      [key: string]: unknown;
    };
    ScheduleBody: {
      name: string;
      cron: string;
      /** @default UTC */
      timeZone: string;
      /** @default true */
      enabled: boolean;
      work:
        | {
            /** @constant */
            kind: 'retrain';
            /** @default 1 */
            seed: number;
          }
        | {
            /** @constant */
            kind: 'drift-check';
            /** @default 20 */
            newRounds: number;
            /** @default 60 */
            watchSeconds: number;
          }
        | {
            /** @constant */
            kind: 'anchor-sweep';
            readonly plan: {
              name: string;
              readonly points: {
                readonly settings: {
                  maxMessageCount?: number;
                  preferredMaxBytes?: number;
                  absoluteMaxBytes?: number;
                  batchTimeoutMs?: number;
                };
                sendRateTps: number;
              }[];
              readonly anchor?: {
                every: number;
                readonly settings?: {
                  maxMessageCount?: number;
                  preferredMaxBytes?: number;
                  absoluteMaxBytes?: number;
                  batchTimeoutMs?: number;
                };
                sendRateTps?: number;
              };
              /** @enum {string} */
              workload: 'publish' | 'read' | 'mixed';
              replicates: number;
              seed: number;
              readonly window: {
                warmupS: number;
                minS: number;
                maxS: number;
              };
              readonly precision: {
                meanPct: number;
                p95Pct: number;
              };
              txBytes?: number;
            };
          };
    };
    WebhookBody: {
      name: string;
      /** Format: uri */
      url: string;
      events: (
        | 'job-ended'
        | 'approval-wanted'
        | 'settings-changed'
        | 'settings-taken-back'
        | 'champion-changed'
        | 'drift-found'
        | 'schedule-failed'
      )[];
      secretVariable: string;
      /** @default true */
      enabled: boolean;
    };
    /** @description The network as it answers now; null is what could not be asked */
    Network: {
      id: string | null;
      channel: string | null;
      consensus: ('raft' | 'bft') | null;
      /** @description In force */
      settings: components['schemas']['OrdererSettings'] | null;
      configSequence: number | null;
      /** @description Blocks on the channel */
      height: number | null;
      nodes: components['schemas']['Node'][];
      /** @description Every node answers, and the channel can be read */
      healthy: boolean;
      /** @description What is wrong and what to do */
      problem: string | null;
    };
    OrdererSettings: {
      maxMessageCount: number;
      preferredMaxBytes: number;
      absoluteMaxBytes: number;
      batchTimeoutMs: number;
    };
    Node: {
      name: string;
      /** @enum {string} */
      kind: 'orderer' | 'peer' | 'chaincode';
      address: string;
      healthy: boolean;
      height?: number;
      problem?: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
      instance: string;
      requestId: string;
      /** @enum {string} */
      retry: 'never' | 'later' | 'after-reread';
      faults?: {
        path: string;
        message: string;
      }[];
    };
    SettingsInForce: {
      settings: components['schemas']['OrdererSettings'];
      configSequence: number;
      configBlock: number;
    };
    LiveLoad: {
      /** Format: date-time */
      since: string;
      windowS: number;
      offeredTps: number | null;
      throughputTps: number | null;
      latencyMeanMs: number | null;
      latencyP95Ms: number | null;
      failedPct: number | null;
      transactions: number;
      blocks: {
        /** Format: date-time */
        at: string;
        number: number;
        transactions: number;
        latencyMeanMs: number | null;
      }[];
      notes: string[];
    };
    NodeMetrics: {
      nodes: components['schemas']['NodeLook'][];
    };
    NodeLook: {
      name: string;
      /** @enum {string} */
      kind: 'orderer' | 'peer';
      meanMs: {
        [key: string]: number;
      };
      isLeader?: boolean;
      overS?: number;
      problem?: string;
    };
    /** @description A change of ordering settings as the channel itself shows it */
    RecordedSettings: {
      blockNumber: number;
      /** @description When the ordering service made the block, by its clock */
      at: string;
      before: components['schemas']['OrdererSettings'];
      after: components['schemas']['OrdererSettings'];
      transactionId: string;
      signedBy: {
        mspId: string;
        name: string;
      }[];
      sentBy: {
        mspId: string;
        name: string;
      };
    };
    PlanSummary: {
      name: string;
      points: number;
      replicates: number;
      workload: string;
      sendRatesTps: number[];
    };
    PlanPreview: {
      plan: string;
      /** @description Rounds, anchors among them */
      planned: number;
      skipped?: number;
      points: {
        pointId: string;
        settings: components['schemas']['OrdererSettings'];
        readonly load: {
          /** @enum {string} */
          workload: 'publish' | 'read' | 'mixed';
          sendRateTps: number;
        };
        replicates: number;
        anchors?: number;
        /** @description What ends blocks there; null for a load that only reads */
        expectedCut: {
          /** @enum {string} */
          by: 'count' | 'bytes' | 'timeout';
          transactions: number;
        } | null;
      }[];
      expectedSeconds: {
        min: number;
        max: number;
      };
      warnings: string[];
    };
    SweepSummary: {
      id: string;
      /** @enum {string} */
      kind: 'plan' | 'search';
      planName: string;
      networkId: string;
      channel: string;
      /** @enum {string} */
      status: 'running' | 'finished' | 'stopped';
      /** @description Somebody holds the channel and renews that; a sweep that was killed does not */
      atWork: boolean;
      /** Format: date-time */
      startedAt: string;
      /** Format: date-time */
      endedAt?: string;
      reason?: string;
      /** @description Rounds in all; of a search its budget */
      planned: number;
      measured: number;
      failed: number;
    };
    Job: {
      id: string;
      version: number;
      kind: string;
      request:
        | {
            /** @constant */
            kind: 'sweep';
            readonly plan: {
              name: string;
              readonly points: {
                readonly settings: {
                  maxMessageCount?: number;
                  preferredMaxBytes?: number;
                  absoluteMaxBytes?: number;
                  batchTimeoutMs?: number;
                };
                sendRateTps: number;
              }[];
              readonly anchor?: {
                every: number;
                readonly settings?: {
                  maxMessageCount?: number;
                  preferredMaxBytes?: number;
                  absoluteMaxBytes?: number;
                  batchTimeoutMs?: number;
                };
                sendRateTps?: number;
              };
              /** @enum {string} */
              workload: 'publish' | 'read' | 'mixed';
              replicates: number;
              seed: number;
              readonly window: {
                warmupS: number;
                minS: number;
                maxS: number;
              };
              readonly precision: {
                meanPct: number;
                p95Pct: number;
              };
              txBytes?: number;
            };
            /** @default false */
            skipDead: boolean;
          }
        | {
            /** @constant */
            kind: 'resume-sweep';
            sweepId: string;
          }
        | {
            /** @constant */
            kind: 'search';
            strategy: string;
            readonly goal: {
              /** @enum {string} */
              objective: 'min-latency' | 'max-throughput' | 'balanced';
              /** @enum {string} */
              latency: 'mean' | 'p95';
              throughputTolerance: number;
              readonly weights: {
                latency: number;
                throughput: number;
              };
              readonly limits: {
                /** @enum {string} */
                figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
                /** @enum {string} */
                bound: '<=' | '>=';
                value: number;
              }[];
              confidence: number;
            };
            readonly load: {
              /** @enum {string} */
              workload: 'publish' | 'read' | 'mixed';
              sendRateTps: number;
            };
            budget: number;
            /** @default 1 */
            seed: number;
            plan?: string;
          }
        | {
            /** @constant */
            kind: 'train';
            /** @default [] */
            datasets: string[];
            /** @default 1 */
            seed: number;
            priorModelId?: string;
          }
        | {
            /** @constant */
            kind: 'compare-surface';
            dataset: string;
            readonly goal: {
              /** @enum {string} */
              objective: 'min-latency' | 'max-throughput' | 'balanced';
              /** @enum {string} */
              latency: 'mean' | 'p95';
              throughputTolerance: number;
              readonly weights: {
                latency: number;
                throughput: number;
              };
              readonly limits: {
                /** @enum {string} */
                figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
                /** @enum {string} */
                bound: '<=' | '>=';
                value: number;
              }[];
              confidence: number;
            };
            sendRateTps: number;
            /** @default 25 */
            budget: number;
            /** @default 20 */
            seeds: number;
            /** @default 1 */
            seed: number;
          }
        | {
            /** @constant */
            kind: 'compare-live';
            plan: string;
            sendRatesTps: number[];
            readonly goal: {
              /** @enum {string} */
              objective: 'min-latency' | 'max-throughput' | 'balanced';
              /** @enum {string} */
              latency: 'mean' | 'p95';
              throughputTolerance: number;
              readonly weights: {
                latency: number;
                throughput: number;
              };
              readonly limits: {
                /** @enum {string} */
                figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
                /** @enum {string} */
                bound: '<=' | '>=';
                value: number;
              }[];
              confidence: number;
            };
            repeats?: number;
            budget?: number;
            /** @default 1 */
            seed: number;
          }
        | {
            /** @constant */
            kind: 'apply';
            recommendationId?: string;
            readonly settings?: {
              maxMessageCount?: number;
              preferredMaxBytes?: number;
              absoluteMaxBytes?: number;
              batchTimeoutMs?: number;
            };
            readonly expectedInForce?: {
              maxMessageCount: number;
              preferredMaxBytes: number;
              absoluteMaxBytes: number;
              batchTimeoutMs: number;
            };
            readonly watch?: {
              seconds: number;
              probeTps?: number;
              limits?: string[];
            };
          }
        | {
            /** @constant */
            kind: 'rollback';
            applicationId?: string;
            to?: string;
            readonly watch?: {
              seconds: number;
              probeTps?: number;
              limits?: string[];
            };
          }
        | {
            /** @constant */
            kind: 'submit-proposal';
            proposalId: string;
          }
        | {
            /** @constant */
            kind: 'verify';
            applicationId: string;
            /** @default 4 */
            pairs: number;
            /** @default 6 */
            seconds: number;
            sendRateTps?: number;
            /** @enum {string} */
            objective?: 'min-latency' | 'max-throughput' | 'balanced';
          };
      /** @enum {string} */
      status: 'awaiting-approval' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      readonly requestedBy: {
        /** @enum {string} */
        kind: 'token' | 'schedule' | 'command-line';
        id: string;
        name: string;
        /** @enum {string} */
        role: 'viewer' | 'operator' | 'approver' | 'admin';
      };
      /** Format: date-time */
      requestedAt: string;
      approvalsRequired: number;
      readonly approvals: {
        readonly by: {
          /** @enum {string} */
          kind: 'token' | 'schedule' | 'command-line';
          id: string;
          name: string;
          /** @enum {string} */
          role: 'viewer' | 'operator' | 'approver' | 'admin';
        };
        /** Format: date-time */
        at: string;
      }[];
      attempt: number;
      readonly instance?: {
        id: string;
        host: string;
        pid: number;
      };
      /** Format: date-time */
      startedAt?: string;
      /** Format: date-time */
      endedAt?: string;
      readonly progress?: {
        done: number;
        total: number;
        message: string;
        /** Format: date-time */
        at: string;
      };
      subjectId?: string;
      lastEvent: number;
      readonly cancelRequested?: {
        readonly by: {
          /** @enum {string} */
          kind: 'token' | 'schedule' | 'command-line';
          id: string;
          name: string;
          /** @enum {string} */
          role: 'viewer' | 'operator' | 'approver' | 'admin';
        };
        /** Format: date-time */
        at: string;
      };
      result?: unknown;
      readonly error?: {
        code: string;
        message: string;
        /** @enum {string} */
        retry: 'never' | 'later' | 'after-reread';
      };
      retryOf?: string;
      requestId?: string;
    };
    Sweep: {
      id: string;
      /** @enum {string} */
      kind: 'plan' | 'search';
      planName: string;
      networkId: string;
      channel: string;
      /** @enum {string} */
      status: 'running' | 'finished' | 'stopped';
      /** @description Somebody holds the channel and renews that; a sweep that was killed does not */
      atWork: boolean;
      /** Format: date-time */
      startedAt: string;
      /** Format: date-time */
      endedAt?: string;
      reason?: string;
      /** @description Rounds in all; of a search its budget */
      planned: number;
      measured: number;
      failed: number;
      /** @description What the channel had before and gets back */
      original: components['schemas']['OrdererSettings'];
      readonly window: {
        warmupS: number;
        minS: number;
        maxS: number;
      };
      readonly precision?: {
        meanPct: number;
        p95Pct: number;
      };
      /** @description The round that is being measured, or the next one; null: none, or none is chosen yet */
      current: components['schemas']['PlannedRound'] | null;
      /** @description By what its rounds have taken so far; null once it does not run */
      secondsLeft: number | null;
      points: {
        pointId: string;
        settings: components['schemas']['OrdererSettings'];
        readonly load: {
          /** @enum {string} */
          workload: 'publish' | 'read' | 'mixed';
          sendRateTps: number;
        };
        planned: number;
        measured: number;
        failed: number;
        /** @description Means over its measured rounds */
        figures: {
          achievedRateTps: number;
          throughputTps: number;
          latencyMeanMs: number;
          latencyP95Ms: number;
        } | null;
      }[];
      /** @description What a search looks for, and after each round what it believes */
      search: {
        strategy: string;
        readonly goal: {
          /** @enum {string} */
          objective: 'min-latency' | 'max-throughput' | 'balanced';
          /** @enum {string} */
          latency: 'mean' | 'p95';
          throughputTolerance: number;
          readonly weights: {
            latency: number;
            throughput: number;
          };
          readonly limits: {
            /** @enum {string} */
            figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
            /** @enum {string} */
            bound: '<=' | '>=';
            value: number;
          }[];
          confidence: number;
        };
        readonly load: {
          /** @enum {string} */
          workload: 'publish' | 'read' | 'mixed';
          sendRateTps: number;
        };
        candidates: {
          maxMessageCount: number;
          preferredMaxBytes: number;
          absoluteMaxBytes: number;
          batchTimeoutMs: number;
        }[];
        budget: number;
        seed: number;
        txBytes?: number;
        /** @enum {string} */
        consensus?: 'raft' | 'bft';
        beliefs: {
          rounds: number;
          readonly recommended?: {
            maxMessageCount: number;
            preferredMaxBytes: number;
            absoluteMaxBytes: number;
            batchTimeoutMs: number;
          };
          readonly measured?: {
            rounds: number;
            throughputTps: number;
            latencyMeanMs: number;
            latencyP95Ms?: number;
            failedPct?: number;
          };
          readonly expected?: {
            throughputTps: number;
            latencyMeanMs: number;
            latencyP95Ms?: number;
            interval90: {
              throughputTps: {
                low: number;
                high: number;
              };
              latencyMeanMs: {
                low: number;
                high: number;
              };
              latencyP95Ms?: {
                low: number;
                high: number;
              };
            };
            median?: {
              latencyMeanMs: number;
              latencyP95Ms?: number;
            };
          };
          limitsHold?: number;
          probabilityBest?: number;
          expectedImprovementPct?: number;
          readonly closest?: {
            readonly settings: {
              maxMessageCount: number;
              preferredMaxBytes: number;
              absoluteMaxBytes: number;
              batchTimeoutMs: number;
            };
            readonly measured: {
              rounds: number;
              throughputTps: number;
              latencyMeanMs: number;
              latencyP95Ms?: number;
              failedPct?: number;
            };
            broken: string[];
          };
        }[];
        stopped?: string;
      } | null;
    };
    PlannedRound: {
      pointId: string;
      replicate: number;
      readonly settings: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly load: {
        /** @enum {string} */
        workload: 'publish' | 'read' | 'mixed';
        sendRateTps: number;
      };
      anchor?: boolean;
    };
    Round:
      | {
          id: string;
          sweepId: string;
          pointId: string;
          replicate: number;
          readonly settings: {
            maxMessageCount: number;
            preferredMaxBytes: number;
            absoluteMaxBytes: number;
            batchTimeoutMs: number;
          };
          readonly load: {
            /** @enum {string} */
            workload: 'publish' | 'read' | 'mixed';
            sendRateTps: number;
          };
          readonly context: {
            networkId: string;
            channel: string;
            /** @enum {string} */
            consensus: 'raft' | 'bft';
            orderers: number;
            organisations: number;
            peers: number;
            stateDatabase: string;
            host: {
              name: string;
              cpus: number;
              memoryBytes: number;
              platform: string;
            };
            versions: {
              [key: string]: string;
            };
          };
          /** Format: date-time */
          startedAt: string;
          /** Format: date-time */
          endedAt: string;
          /** @constant */
          kind: 'measured';
          readonly measurement: {
            windowS: number;
            achievedRateTps: number;
            throughputTps: number;
            latencyMeanMs: number;
            latencyP50Ms: number;
            latencyP95Ms: number;
            latencyP99Ms: number;
            succeeded: number;
            failed: number;
            failedByReason: {
              [key: string]: number;
            };
            blocks: number;
          };
          readonly quality?: {
            /** @enum {string} */
            endedBy: 'length' | 'precision' | 'failures' | 'backlog';
            opensMs: number;
            closesMs: number;
            batches: number;
            meanHalfWidthPct?: number;
            p95HalfWidthPct?: number;
            queueGrowth: number;
            saturated: boolean;
            generatorLimited: boolean;
            attempts: number;
          };
          readonly inside?: {
            readonly phases?: {
              endorseMs: number;
              orderMs: number;
              commitMs: number;
            };
            readonly blocks?: {
              transactionsMean: number;
              transactionsMax: number;
              bytesMean: number;
              bytesMax: number;
              cutBy: {
                [key: string]: number;
              };
            };
            txBytes?: number;
            readonly limitedBy?: {
              /** @enum {string} */
              resource: 'cpu' | 'memory' | 'disk' | 'network' | 'load-generator' | 'none';
              process?: string;
              utilisation?: number;
            };
            problems: string[];
          };
        }
      | {
          id: string;
          sweepId: string;
          pointId: string;
          replicate: number;
          readonly settings: {
            maxMessageCount: number;
            preferredMaxBytes: number;
            absoluteMaxBytes: number;
            batchTimeoutMs: number;
          };
          readonly load: {
            /** @enum {string} */
            workload: 'publish' | 'read' | 'mixed';
            sendRateTps: number;
          };
          readonly context: {
            networkId: string;
            channel: string;
            /** @enum {string} */
            consensus: 'raft' | 'bft';
            orderers: number;
            organisations: number;
            peers: number;
            stateDatabase: string;
            host: {
              name: string;
              cpus: number;
              memoryBytes: number;
              platform: string;
            };
            versions: {
              [key: string]: string;
            };
          };
          /** Format: date-time */
          startedAt: string;
          /** Format: date-time */
          endedAt: string;
          /** @constant */
          kind: 'failed';
          reason: {
            code: string;
            message: string;
          };
        };
    RoundDetail: {
      round: components['schemas']['Round'];
      observation?: {
        id: string;
        originMs: number;
        blockNumber: number[];
        blockTransactions: number[];
        blockBytes: number[];
        blockOrderedMs: number[];
        blockCommittedMs: number[];
        blockValid: number[];
        blockCutBy: ('count' | 'bytes' | 'timeout' | 'config')[];
        readonly host?: {
          cpus: number;
          cpuShare: number;
          memoryShare: number;
          diskShare: number;
          networkBytesPerS: number;
        };
        processes: {
          name: string;
          /** @enum {string} */
          kind: 'orderer' | 'peer' | 'chaincode' | 'load-worker' | 'manager';
          cpuCores: number;
          memoryBytes: number;
          diskReadBytesPerS: number;
          diskWriteBytesPerS: number;
          networkBytesPerS: number;
        }[];
        nodes: {
          name: string;
          /** @enum {string} */
          kind: 'orderer' | 'peer';
          meanMs: {
            [key: string]: number;
          };
        }[];
      } | null;
    };
    Dataset: {
      name: string;
      rows: number;
      columns: string[];
      /** @description What it was imported from */
      file: string;
      sha256: string;
      importedAt: string;
    };
    ComparisonSummary: {
      /** @description Of a live comparison its own; of one on a recorded surface that of its job */
      id: string;
      /** @enum {string} */
      kind: 'live' | 'surface';
      title: string;
      /** @enum {string} */
      status: 'queued' | 'running' | 'finished' | 'stopped';
      /** @description Why it stopped */
      reason: string | null;
      startedAt: string;
      endedAt: string | null;
      objective: string;
      sendRatesTps: number[];
    };
    Comparison: {
      /** @description Of a live comparison its own; of one on a recorded surface that of its job */
      id: string;
      /** @enum {string} */
      kind: 'live' | 'surface';
      title: string;
      /** @enum {string} */
      status: 'queued' | 'running' | 'finished' | 'stopped';
      /** @description Why it stopped */
      reason: string | null;
      startedAt: string;
      endedAt: string | null;
      objective: string;
      sendRatesTps: number[];
      /** @description Of a live comparison: what was asked and how far it came */
      comparison: {
        id: string;
        readonly plan: {
          file: string;
          name: string;
          readonly grid: {
            maxMessageCount: number;
            preferredMaxBytes: number;
            absoluteMaxBytes: number;
            batchTimeoutMs: number;
          }[];
          /** @enum {string} */
          workload: 'publish' | 'read' | 'mixed';
          readonly window: {
            warmupS: number;
            minS: number;
            maxS: number;
          };
          readonly precision: {
            meanPct: number;
            p95Pct: number;
          };
        };
        readonly sendRatesTps: number[];
        readonly goal: {
          /** @enum {string} */
          objective: 'min-latency' | 'max-throughput' | 'balanced';
          /** @enum {string} */
          latency: 'mean' | 'p95';
          throughputTolerance: number;
          readonly weights: {
            latency: number;
            throughput: number;
          };
          readonly limits: {
            /** @enum {string} */
            figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
            /** @enum {string} */
            bound: '<=' | '>=';
            value: number;
          }[];
          confidence: number;
        };
        repeats: number;
        budget: number;
        seed: number;
        readonly contenders: (
          'fabricDefault' | 'thesisBaseline' | 'bestStaticOfGrid' | 'randomSearch' | 'gridtune'
        )[];
        networkId: string;
        channel: string;
        codeVersion: string;
        /** @enum {string} */
        status: 'running' | 'finished' | 'stopped';
        /** Format: date-time */
        startedAt: string;
        /** Format: date-time */
        endedAt?: string;
        reason?: string;
        gridSweepId?: string;
        readonly searches: {
          sendRateTps: number;
          /** @enum {string} */
          contender: 'randomSearch' | 'gridtune';
          seed: number;
          sweepId: string;
          rounds: number;
          readonly recommended?: {
            maxMessageCount: number;
            preferredMaxBytes: number;
            absoluteMaxBytes: number;
            batchTimeoutMs: number;
          };
        }[];
        readonly entries: {
          sendRateTps: number;
          /** @enum {string} */
          contender: 'fabricDefault' | 'thesisBaseline' | 'bestStaticOfGrid' | 'randomSearch' | 'gridtune';
          readonly settings?: {
            maxMessageCount: number;
            preferredMaxBytes: number;
            absoluteMaxBytes: number;
            batchTimeoutMs: number;
          };
          reason?: string;
        }[];
        contestSweepId?: string;
        readonly earlierFailures: {
          roundId: string;
          /** Format: date-time */
          endedAt: string;
          code: string;
          message: string;
        }[];
      } | null;
      /** @description What "gridtune compare --json" prints; null until there is something to tell */
      document: {
        [key: string]: unknown;
      } | null;
    };
    ModelEntry: {
      id: string;
      /** Format: date-time */
      createdAt: string;
      kind: string;
      /** @enum {string} */
      status: 'candidate' | 'champion' | 'retired';
      statusReason: string;
      networkId?: string;
      readonly scores: {
        throughputTps: {
          mapePct: number;
          medianApePct: number;
          mae: number;
          r2: number | null;
          coverage90Pct: number | null;
        };
        latencyMeanMs: {
          mapePct: number;
          medianApePct: number;
          mae: number;
          r2: number | null;
          coverage90Pct: number | null;
        };
        latencyP95Ms?: {
          mapePct: number;
          medianApePct: number;
          mae: number;
          r2: number | null;
          coverage90Pct: number | null;
        };
      };
      /** @description That it was made from */
      rows: number;
    };
    Model: {
      id: string;
      /** Format: date-time */
      createdAt: string;
      kind: string;
      networkId?: string;
      datasetHash: string;
      roundIds: string[];
      codeVersion: string;
      seed: number;
      backend: string;
      priorModelId?: string;
      rows: {
        train: number;
        validation: number;
        test: number;
      };
      trainSeconds: number;
      readonly scores: {
        throughputTps: {
          mapePct: number;
          medianApePct: number;
          mae: number;
          r2: number | null;
          coverage90Pct: number | null;
        };
        latencyMeanMs: {
          mapePct: number;
          medianApePct: number;
          mae: number;
          r2: number | null;
          coverage90Pct: number | null;
        };
        latencyP95Ms?: {
          mapePct: number;
          medianApePct: number;
          mae: number;
          r2: number | null;
          coverage90Pct: number | null;
        };
      };
      baselines: {
        [key: string]: {
          throughputTps: {
            mapePct: number;
            medianApePct: number;
            mae: number;
            r2: number | null;
            coverage90Pct: number | null;
          };
          latencyMeanMs: {
            mapePct: number;
            medianApePct: number;
            mae: number;
            r2: number | null;
            coverage90Pct: number | null;
          };
          latencyP95Ms?: {
            mapePct: number;
            medianApePct: number;
            mae: number;
            r2: number | null;
            coverage90Pct: number | null;
          };
        };
      };
      readonly noiseFloor?: {
        throughputTps?: number;
        latencyMeanMs?: number;
        latencyP95Ms?: number;
      };
      importance?: {
        input: string;
        increase: {
          throughputTps: {
            meanPct: number;
            spreadPct: number;
          };
          latencyMeanMs: {
            meanPct: number;
            spreadPct: number;
          };
          latencyP95Ms?: {
            meanPct: number;
            spreadPct: number;
          };
        };
      }[];
      learningCurve?: {
        throughputTps?: number;
        latencyMeanMs?: number;
        latencyP95Ms?: number;
        rows: number;
      }[];
      /** @enum {string} */
      status: 'candidate' | 'champion' | 'retired';
      statusReason: string;
      /** Format: date-time */
      statusAt: string;
      file: {
        name: string;
        sha256: string;
      };
    };
    Promotion: {
      modelId: string;
      /** @enum {string} */
      status: 'candidate' | 'champion' | 'retired';
      statusReason: string;
      /** @description Whether it had another status before */
      changed: boolean;
      /** @description Champions that it replaced */
      retired: string[];
    };
    Retirement: {
      modelId: string;
      /** @enum {string} */
      status: 'candidate' | 'champion' | 'retired';
      statusReason: string;
      /** @description Whether it had another status before */
      changed: boolean;
      warnings: string[];
    };
    /** @description What a model says of the rows that it was made from */
    ModelFit: {
      modelId: string;
      /** @description Rows that the model was made from */
      total: number;
      heldOutNote: string;
      rows: {
        /** @description Round, or source and line of an imported row */
        roundId: string;
        pointId: string;
        /** @description As it was achieved */
        sendRateTps: number;
        settings: {
          maxMessageCount: number;
          batchTimeoutMs: number;
          preferredMaxBytes?: number;
          absoluteMaxBytes?: number;
        };
        measuredAt?: string;
        /** @description Whether the scores are of this row */
        heldOut: boolean;
        figures: {
          throughputTps?: {
            measured: number;
            predicted: number;
            interval90: {
              low: number;
              high: number;
            };
            /** @description measured - predicted, in the unit of the figure */
            residual: number;
          };
          latencyMeanMs?: {
            measured: number;
            predicted: number;
            interval90: {
              low: number;
              high: number;
            };
            /** @description measured - predicted, in the unit of the figure */
            residual: number;
          };
          latencyP95Ms?: {
            measured: number;
            predicted: number;
            interval90: {
              low: number;
              high: number;
            };
            /** @description measured - predicted, in the unit of the figure */
            residual: number;
          };
        };
      }[];
      learningCurve?: {
        throughputTps?: number;
        latencyMeanMs?: number;
        latencyP95Ms?: number;
        rows: number;
      }[];
      importance?: {
        input: string;
        increase: {
          throughputTps: {
            meanPct: number;
            spreadPct: number;
          };
          latencyMeanMs: {
            meanPct: number;
            spreadPct: number;
          };
          latencyP95Ms?: {
            meanPct: number;
            spreadPct: number;
          };
        };
      }[];
      readonly noiseFloor?: {
        throughputTps?: number;
        latencyMeanMs?: number;
        latencyP95Ms?: number;
      };
    };
    Prediction: {
      throughputTps: number;
      latencyMeanMs: number;
      latencyP95Ms?: number;
      interval90?: {
        throughputTps: {
          low: number;
          high: number;
        };
        latencyMeanMs: {
          low: number;
          high: number;
        };
        latencyP95Ms?: {
          low: number;
          high: number;
        };
      };
      median?: {
        latencyMeanMs: number;
        latencyP95Ms?: number;
      };
      modelId: string;
      input: {
        maxMessageCount: number;
        batchTimeoutMs: number;
        sendRateTps: number;
      } & {
        [key: string]: unknown;
      };
      warnings: string[];
    };
    /** @description Figures over a grid: row by row of maxMessageCounts, each row with one value for each of batchTimeoutsMs; and what was measured at about this rate, medians over the rounds of the same settings. */
    PredictionSurface: {
      modelId: string;
      sendRateTps: number;
      preferredMaxBytes: number;
      absoluteMaxBytes: number;
      /** @description What was asked with; absent where nobody knows */
      txBytes?: number;
      maxMessageCounts: number[];
      batchTimeoutsMs: number[];
      throughputTps: {
        values: number[];
        /** @description Of the 90 % intervals, in the unit of the figure */
        intervalWidths: number[];
      };
      latencyMeanMs: {
        values: number[];
        /** @description Of the 90 % intervals, in the unit of the figure */
        intervalWidths: number[];
      };
      latencyP95Ms?: {
        values: number[];
        /** @description Of the 90 % intervals, in the unit of the figure */
        intervalWidths: number[];
      };
      /** @description Which limit ends blocks */
      binding: ('count' | 'bytes' | 'timeout')[];
      measured: {
        maxMessageCount: number;
        batchTimeoutMs: number;
        preferredMaxBytes?: number;
        sendRateTps: number;
        throughputTps: number;
        latencyMeanMs: number;
        latencyP95Ms?: number;
        rounds: number;
      }[];
      warnings: string[];
    };
    /** @description A recommendation without what it rests on */
    RecommendationEntry: {
      id: string;
      /** Format: date-time */
      createdAt: string;
      /** @enum {string} */
      objective: 'min-latency' | 'max-throughput' | 'balanced';
      readonly load: {
        /** @enum {string} */
        workload: 'publish' | 'read' | 'mixed';
        sendRateTps: number;
      };
      readonly current: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly settings: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      /** @enum {string} */
      decision: 'change' | 'stay';
      reason?: string;
      modelId: string;
      readonly expectedGain?: {
        /** @enum {string} */
        figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'power';
        changePct: number;
        low: number;
        high: number;
      };
      probabilityBetter?: number;
    };
    Recommendation: {
      id: string;
      /** Format: date-time */
      createdAt: string;
      /** @enum {string} */
      objective: 'min-latency' | 'max-throughput' | 'balanced';
      readonly load: {
        /** @enum {string} */
        workload: 'publish' | 'read' | 'mixed';
        sendRateTps: number;
      };
      readonly current: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly settings: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly predicted: {
        throughputTps: number;
        latencyMeanMs: number;
        latencyP95Ms?: number;
        interval90?: {
          throughputTps: {
            low: number;
            high: number;
          };
          latencyMeanMs: {
            low: number;
            high: number;
          };
          latencyP95Ms?: {
            low: number;
            high: number;
          };
        };
        median?: {
          latencyMeanMs: number;
          latencyP95Ms?: number;
        };
      };
      readonly predictedCurrent: {
        throughputTps: number;
        latencyMeanMs: number;
        latencyP95Ms?: number;
        interval90?: {
          throughputTps: {
            low: number;
            high: number;
          };
          latencyMeanMs: {
            low: number;
            high: number;
          };
          latencyP95Ms?: {
            low: number;
            high: number;
          };
        };
        median?: {
          latencyMeanMs: number;
          latencyP95Ms?: number;
        };
      };
      /** @enum {string} */
      decision: 'change' | 'stay';
      candidates: number;
      modelId: string;
      roundIds: string[];
      warnings: string[];
      readonly goal?: {
        /** @enum {string} */
        objective: 'min-latency' | 'max-throughput' | 'balanced';
        /** @enum {string} */
        latency: 'mean' | 'p95';
        throughputTolerance: number;
        readonly weights: {
          latency: number;
          throughput: number;
        };
        readonly limits: {
          /** @enum {string} */
          figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
          /** @enum {string} */
          bound: '<=' | '>=';
          value: number;
        }[];
        confidence: number;
      };
      reason?: string;
      readonly contender?: {
        readonly settings: {
          maxMessageCount: number;
          preferredMaxBytes: number;
          absoluteMaxBytes: number;
          batchTimeoutMs: number;
        };
        readonly predicted: {
          throughputTps: number;
          latencyMeanMs: number;
          latencyP95Ms?: number;
          interval90?: {
            throughputTps: {
              low: number;
              high: number;
            };
            latencyMeanMs: {
              low: number;
              high: number;
            };
            latencyP95Ms?: {
              low: number;
              high: number;
            };
          };
          median?: {
            latencyMeanMs: number;
            latencyP95Ms?: number;
          };
        };
      };
      readonly expectedGain?: {
        /** @enum {string} */
        figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'power';
        changePct: number;
        low: number;
        high: number;
      };
      probabilityBetter?: number;
      limits?: {
        readonly limit: {
          /** @enum {string} */
          figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
          /** @enum {string} */
          bound: '<=' | '>=';
          value: number;
        };
        probability: number;
        probabilityCurrent: number;
      }[];
      rates?: {
        sendRateTps: number;
        from?: string;
        readonly predicted: {
          throughputTps: number;
          latencyMeanMs: number;
          latencyP95Ms?: number;
          interval90?: {
            throughputTps: {
              low: number;
              high: number;
            };
            latencyMeanMs: {
              low: number;
              high: number;
            };
            latencyP95Ms?: {
              low: number;
              high: number;
            };
          };
          median?: {
            latencyMeanMs: number;
            latencyP95Ms?: number;
          };
        };
        readonly predictedCurrent: {
          throughputTps: number;
          latencyMeanMs: number;
          latencyP95Ms?: number;
          interval90?: {
            throughputTps: {
              low: number;
              high: number;
            };
            latencyMeanMs: {
              low: number;
              high: number;
            };
            latencyP95Ms?: {
              low: number;
              high: number;
            };
          };
          median?: {
            latencyMeanMs: number;
            latencyP95Ms?: number;
          };
        };
        readonly expectedGain: {
          /** @enum {string} */
          figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'power';
          changePct: number;
          low: number;
          high: number;
        };
        probabilityBetter: number;
        limits: {
          readonly limit: {
            /** @enum {string} */
            figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
            /** @enum {string} */
            bound: '<=' | '>=';
            value: number;
          };
          probability: number;
          probabilityCurrent: number;
        }[];
        regretPct: number;
      }[];
      readonly binding?: {
        /** @enum {string} */
        by: 'count' | 'bytes' | 'timeout';
        blockTransactions: number;
        waitMs: number;
        readonly limits: {
          /** @enum {string} */
          limit: 'count' | 'bytes' | 'timeout';
          value?: number;
          sharePct?: number;
          bindsAt?: number;
        }[];
        description: string;
      };
      readonly safeRegion?: {
        tolerancePct: number;
        confidence: number;
        readonly knobs: {
          /** @enum {string} */
          name: 'maxMessageCount' | 'preferredMaxBytes' | 'absoluteMaxBytes' | 'batchTimeoutMs';
          chosen: number;
          readonly low: {
            value: number;
            /** @enum {string} */
            reason: 'box' | 'cost' | 'limits';
            readonly broken?: {
              /** @enum {string} */
              figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
              /** @enum {string} */
              bound: '<=' | '>=';
              value: number;
            };
          };
          readonly high: {
            value: number;
            /** @enum {string} */
            reason: 'box' | 'cost' | 'limits';
            readonly broken?: {
              /** @enum {string} */
              figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
              /** @enum {string} */
              bound: '<=' | '>=';
              value: number;
            };
          };
          readonly curve: {
            value: number;
            cost: number;
            probability: number;
          }[];
        }[];
        readonly grid?: {
          readonly maxMessageCounts: number[];
          readonly batchTimeoutsMs: number[];
          readonly worsePct: number[];
          readonly safe: boolean[];
        };
        readonly description: string[];
      };
      readonly front?: {
        sendRateTps: number;
        candidates: number;
        size: number;
        readonly points: {
          readonly settings: {
            maxMessageCount: number;
            preferredMaxBytes: number;
            absoluteMaxBytes: number;
            batchTimeoutMs: number;
          };
          throughputTps: number;
          latencyMeanMs: number;
          readonly interval90: {
            readonly throughputTps: {
              low: number;
              high: number;
            };
            readonly latencyMeanMs: {
              low: number;
              high: number;
            };
          };
        }[];
        readonly others: {
          readonly throughputTps: number[];
          readonly latencyMeanMs: number[];
        };
      };
      readonly evidence?: {
        pointId: string;
        settings: {
          maxMessageCount: number;
          batchTimeoutMs: number;
          preferredMaxBytes?: number;
          absoluteMaxBytes?: number;
        };
        sendRateTps: number;
        measured: {
          throughputTps: number;
          latencyMeanMs: number;
          latencyP95Ms?: number;
        };
        roundIds: string[];
      };
      readonly dataset?: {
        names: string[];
        rows: number;
        hash: string;
        seed: number;
      };
    };
    /** @description Settings for each period, changed only where that gains */
    RecommendedSchedule: {
      schedule: {
        from?: string;
        sendRateTps: number;
        readonly settings: {
          maxMessageCount: number;
          preferredMaxBytes: number;
          absoluteMaxBytes: number;
          batchTimeoutMs: number;
        };
        recommendationId: string;
      }[];
      recommendations: components['schemas']['Recommendation'][];
    };
    Application: {
      id: string;
      /** @enum {string} */
      kind: 'apply' | 'rollback';
      because: string;
      networkId: string;
      channel: string;
      /** Format: date-time */
      startedAt: string;
      readonly before: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly after: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      /** @enum {string} */
      status: 'intended' | 'sent' | 'committed' | 'watching' | 'verified' | 'unchanged' | 'failed';
      configSequence?: number;
      readonly sent?: {
        configSequence: number;
        fromBlock: number;
        payloadSha256: string;
        transactionId: string;
      };
      /** @constant */
      toBeWatched?: true;
      readonly armed?: {
        configSequence: number;
        fromBlock: number;
        payloadSha256: string;
        transactionId: string;
        applicationId: string;
      };
      proposalId?: string;
      signedBy?: string[];
      readonly canary?: {
        /** @enum {string} */
        verdict: 'kept' | 'broken' | 'unseen' | 'interrupted';
        reason: string;
        watchedS: number;
        transactions: number;
        throughputTps?: number;
        latencyMeanMs?: number;
        latencyP95Ms?: number;
        failedPct?: number;
        evidenceBlock?: number;
      };
      blockNumber?: number;
      elapsedMs?: number;
      nodes: string[];
      unreachable?: string[];
      reason?: string;
    };
    ChangePreview: {
      /** @constant */
      dryRun: true;
      readonly before: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly after: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      changes: boolean;
      sequence: number;
      /** @enum {string} */
      consensus: 'raft' | 'bft';
      readonly differences: {
        /** @enum {string} */
        setting: 'maxMessageCount' | 'preferredMaxBytes' | 'absoluteMaxBytes' | 'batchTimeoutMs';
        from: number;
        to: number;
        factor: number;
      }[];
      readonly meaning: string[];
      guardRails: {
        allowed: boolean;
        readonly broken: string[];
      };
      signatures: {
        policy: string;
        rule: string;
        readonly organisations: string[];
        needed: number;
        readonly here: string[];
        stillNeeded: number;
      } | null;
      expected: {
        by: string;
        sendRateTps: number | null;
        txBytes: number;
        txBytesMeasured: boolean;
        before: components['schemas']['ExpectedSide'];
        after: components['schemas']['ExpectedSide'];
        readonly notes: string[];
      } | null;
    };
    ExpectedSide: {
      readonly predicted?: {
        throughputTps: number;
        latencyMeanMs: number;
        latencyP95Ms?: number;
        interval90?: {
          throughputTps: {
            low: number;
            high: number;
          };
          latencyMeanMs: {
            low: number;
            high: number;
          };
          latencyP95Ms?: {
            low: number;
            high: number;
          };
        };
        median?: {
          latencyMeanMs: number;
          latencyP95Ms?: number;
        };
      };
      cut: {
        by: string;
        meanWaitMs: number;
        p95WaitMs: number;
        blockTransactions: number;
        blocksPerS: number;
      };
    };
    ApplicationDetail: {
      id: string;
      /** @enum {string} */
      kind: 'apply' | 'rollback';
      because: string;
      networkId: string;
      channel: string;
      /** Format: date-time */
      startedAt: string;
      readonly before: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly after: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      /** @enum {string} */
      status: 'intended' | 'sent' | 'committed' | 'watching' | 'verified' | 'unchanged' | 'failed';
      configSequence?: number;
      readonly sent?: {
        configSequence: number;
        fromBlock: number;
        payloadSha256: string;
        transactionId: string;
      };
      /** @constant */
      toBeWatched?: true;
      readonly armed?: {
        configSequence: number;
        fromBlock: number;
        payloadSha256: string;
        transactionId: string;
        applicationId: string;
      };
      proposalId?: string;
      signedBy?: string[];
      readonly canary?: {
        /** @enum {string} */
        verdict: 'kept' | 'broken' | 'unseen' | 'interrupted';
        reason: string;
        watchedS: number;
        transactions: number;
        throughputTps?: number;
        latencyMeanMs?: number;
        latencyP95Ms?: number;
        failedPct?: number;
        evidenceBlock?: number;
      };
      blockNumber?: number;
      elapsedMs?: number;
      nodes: string[];
      unreachable?: string[];
      reason?: string;
      job?: {
        id: string;
        status: string;
        readonly requestedBy: {
          /** @enum {string} */
          kind: 'token' | 'schedule' | 'command-line';
          id: string;
          name: string;
          /** @enum {string} */
          role: 'viewer' | 'operator' | 'approver' | 'admin';
        };
        requestedAt: string;
        readonly approvals: {
          readonly by: {
            /** @enum {string} */
            kind: 'token' | 'schedule' | 'command-line';
            id: string;
            name: string;
            /** @enum {string} */
            role: 'viewer' | 'operator' | 'approver' | 'admin';
          };
          /** Format: date-time */
          at: string;
        }[];
      };
      journal: components['schemas']['AuditRecord'][];
      verifications: components['schemas']['Verification'][];
      rolledBackBy: string[];
    };
    AuditRecord: {
      networkId: string;
      channel: string;
      /** @enum {string} */
      action:
        | 'proposed'
        | 'withdrawn'
        | 'signed'
        | 'submitted'
        | 'intended'
        | 'applied'
        | 'verified'
        | 'failed'
        | 'canary'
        | 'compared'
        | 'rolled-back'
        | 'reconciled'
        | 'token-created'
        | 'token-revoked'
        | 'schedule-changed'
        | 'schedule-removed'
        | 'schedule-run'
        | 'webhook-changed'
        | 'webhook-removed'
        | 'job-requested'
        | 'job-approved'
        | 'job-cancelled'
        | 'job-ended'
        | 'results-imported'
        | 'model-promoted'
        | 'model-retired'
        | 'proposal-created'
        | 'proposal-signed'
        | 'proposal-withdrawn'
        | 'recommended';
      subjectId: string;
      because: string;
      who: {
        mspId: string;
        name: string;
      };
      requestedBy?: string;
      readonly before?: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly after?: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      blockNumber?: number;
      transactionId?: string;
      note?: string;
      id: string;
      position: number;
      /** Format: date-time */
      at: string;
      previousSha256: string;
      sha256: string;
    };
    Verification: {
      id: string;
      applicationId: string;
      /** Format: date-time */
      startedAt: string;
      readonly load: {
        /** @enum {string} */
        workload: 'publish' | 'read' | 'mixed';
        sendRateTps: number;
      };
      readonly baseline: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly applied: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      roundIds: string[];
      comparison?: {
        pairs: number;
        confidence: number;
        throughputTps: {
          mean: number;
          low: number;
          high: number;
          changePct: number;
        };
        latencyMeanMs: {
          mean: number;
          low: number;
          high: number;
          changePct: number;
        };
        latencyP95Ms: {
          mean: number;
          low: number;
          high: number;
          changePct: number;
        };
      };
      /** @enum {string} */
      verdict: 'kept' | 'rolled-back';
      reason: string;
    };
    Audit: {
      items: components['schemas']['AuditedRecord'][];
      total: number;
      next?: string;
      comparison?: components['schemas']['AuditComparison'];
    };
    AuditedRecord: {
      record: components['schemas']['AuditRecord'];
      /** @enum {string} */
      standing?:
        'agreed' | 'pending' | 'unchecked' | 'only-in-store' | 'only-on-ledger' | 'different' | 'of-others';
      ledger?: {
        record: components['schemas']['AuditRecord'];
        writer: {
          mspId: string;
          name: string;
        };
        transactionId: string;
        writtenAt: string;
        doubt?: string;
      };
    };
    AuditComparison: {
      readonly changes: components['schemas']['ExplainedChange'][];
      pending: number;
      readonly problems: string[];
      readonly disagreements: {
        /** @enum {string} */
        kind:
          | 'log-damaged'
          | 'only-in-store'
          | 'only-on-ledger'
          | 'different'
          | 'ledger-damaged'
          | 'wrong-writer'
          | 'unrecorded-change'
          | 'no-such-change';
        message: string;
      }[];
    };
    ExplainedChange: {
      blockNumber: number;
      at: string;
      readonly before: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly after: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      transactionId: string;
      readonly signedBy: {
        mspId: string;
        name: string;
      }[];
      sentBy: {
        mspId: string;
        name: string;
      };
      explainedBy?: string;
    };
    Me: {
      /** @enum {string} */
      kind: 'token' | 'schedule' | 'command-line';
      id: string;
      name: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'approver' | 'admin';
      /** Format: date-time */
      expiresAt?: string;
      approvalsRequired: number;
    };
    ProposalSummary: {
      id: string;
      networkId: string;
      channel: string;
      /** @enum {string} */
      consensus: 'raft' | 'bft';
      configSequence: number;
      /** Format: date-time */
      createdAt: string;
      createdBy: string;
      because: string;
      readonly before: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly after: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      updateSha256: string;
      /** @enum {string} */
      status: 'open' | 'submitted' | 'stale' | 'withdrawn';
      replaces?: string;
      replacedBy?: string;
      applicationId?: string;
      signedBy: string[];
    };
    Proposal: {
      id: string;
      networkId: string;
      channel: string;
      /** @enum {string} */
      consensus: 'raft' | 'bft';
      configSequence: number;
      /** Format: date-time */
      createdAt: string;
      createdBy: string;
      because: string;
      readonly before: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      readonly after: {
        maxMessageCount: number;
        preferredMaxBytes: number;
        absoluteMaxBytes: number;
        batchTimeoutMs: number;
      };
      update: string;
      updateSha256: string;
      /** @enum {string} */
      status: 'open' | 'submitted' | 'stale' | 'withdrawn';
      replaces?: string;
      replacedBy?: string;
      applicationId?: string;
      readonly signatures: components['schemas']['ProposalSignatureLine'][];
      decoded?: {
        channel: string;
        readonly changes: {
          path: string;
          /** @enum {string} */
          kind: 'value' | 'policy' | 'group';
          version: number;
          content?: string;
          isOrderingSetting: boolean;
        }[];
        readonly settings: {
          maxMessageCount?: number;
          preferredMaxBytes?: number;
          absoluteMaxBytes?: number;
          batchTimeoutMs?: number;
        };
        readonly faults: string[];
      };
      readonly objections: string[];
      standing?: {
        readonly inForce: {
          maxMessageCount: number;
          preferredMaxBytes: number;
          absoluteMaxBytes: number;
          batchTimeoutMs: number;
        };
        configSequence: number;
        requirement: components['schemas']['SignatureRequirement'];
        readonly signedBy: string[];
        readonly missing: string[];
        satisfied: boolean;
      };
      stale?: string;
    };
    ProposalSignatureLine: {
      mspId: string;
      name: string;
      signedAt: string;
      /** @enum {string} */
      state: 'counts' | 'verified' | 'refused';
      problem?: string;
    };
    SignatureRequirement: {
      policy: string;
      rule: string;
      readonly organisations: string[];
      needed: number;
    };
    ProposalFile: {
      schemaVersion: number;
      id: string;
    } & {
      [key: string]: unknown;
    };
    Schedule: {
      id: string;
      version: number;
      name: string;
      cron: string;
      /** @default UTC */
      timeZone: string;
      enabled: boolean;
      work:
        | {
            /** @constant */
            kind: 'retrain';
            /** @default 1 */
            seed: number;
          }
        | {
            /** @constant */
            kind: 'drift-check';
            /** @default 20 */
            newRounds: number;
            /** @default 60 */
            watchSeconds: number;
          }
        | {
            /** @constant */
            kind: 'anchor-sweep';
            readonly plan: {
              name: string;
              readonly points: {
                readonly settings: {
                  maxMessageCount?: number;
                  preferredMaxBytes?: number;
                  absoluteMaxBytes?: number;
                  batchTimeoutMs?: number;
                };
                sendRateTps: number;
              }[];
              readonly anchor?: {
                every: number;
                readonly settings?: {
                  maxMessageCount?: number;
                  preferredMaxBytes?: number;
                  absoluteMaxBytes?: number;
                  batchTimeoutMs?: number;
                };
                sendRateTps?: number;
              };
              /** @enum {string} */
              workload: 'publish' | 'read' | 'mixed';
              replicates: number;
              seed: number;
              readonly window: {
                warmupS: number;
                minS: number;
                maxS: number;
              };
              readonly precision: {
                meanPct: number;
                p95Pct: number;
              };
              txBytes?: number;
            };
          };
      /** Format: date-time */
      createdAt: string;
      changedBy: string;
      /** Format: date-time */
      changedAt: string;
      /** Format: date-time */
      lastSlotAt?: string;
      readonly lastRun?: {
        /** Format: date-time */
        at: string;
        /** @enum {string} */
        outcome: 'running' | 'started' | 'not-needed' | 'skipped' | 'failed';
        reason: string;
        /** Format: date-time */
        slotAt?: string;
        /** Format: date-time */
        claimedUntil?: string;
        jobId?: string;
        readonly finding?: {
          /** Format: date-time */
          at: string;
          championId?: string;
          drifted: boolean;
          readonly reasons: {
            /** @enum {string} */
            kind: 'live-figures' | 'new-rounds' | 'network-changed';
            message: string;
          }[];
          readonly live?: {
            windows: number;
            offeredRateTps: number;
            readonly figures: {
              /** @enum {string} */
              name: 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms';
              live: number;
              low: number;
              high: number;
              below: number;
              above: number;
            }[];
          };
          liveNotJudged?: string;
          newRounds: number;
        };
      };
      nextRunAt: string | null;
      /** @enum {string} */
      lastJobStatus?: 'awaiting-approval' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
    };
    Webhook: {
      id: string;
      version: number;
      name: string;
      /** Format: uri */
      url: string;
      readonly events: (
        | 'job-ended'
        | 'approval-wanted'
        | 'settings-changed'
        | 'settings-taken-back'
        | 'champion-changed'
        | 'drift-found'
        | 'schedule-failed'
      )[];
      secretVariable: string;
      enabled: boolean;
      changedBy: string;
      /** Format: date-time */
      changedAt: string;
      pending: number;
      last?: {
        /** Format: date-time */
        at: string;
        /** @enum {string} */
        status: 'delivered' | 'given-up';
        outcome: string;
      };
    };
    Delivery: {
      id: string;
      webhookId: string;
      readonly notice: {
        /** @enum {string} */
        type:
          | 'job-ended'
          | 'approval-wanted'
          | 'settings-changed'
          | 'settings-taken-back'
          | 'champion-changed'
          | 'drift-found'
          | 'schedule-failed'
          | 'test';
        /** Format: date-time */
        at: string;
        message: string;
        subjectId: string;
        data?: {
          [key: string]: unknown;
        };
        key?: string;
      };
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'given-up';
      attempts: number;
      /** Format: date-time */
      nextAttemptAt?: string;
      lastOutcome?: string;
    };
    Token: {
      id: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'approver' | 'admin';
      name: string;
      /** Format: date-time */
      createdAt: string;
      createdBy: string;
      /** Format: date-time */
      expiresAt: string;
      /** Format: date-time */
      revokedAt?: string;
    };
    NewToken: {
      id: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'approver' | 'admin';
      name: string;
      /** Format: date-time */
      createdAt: string;
      createdBy: string;
      /** Format: date-time */
      expiresAt: string;
      /** Format: date-time */
      revokedAt?: string;
      token: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getNetwork: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The network as it answered in the last second */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Network'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getNetworkSettings: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The settings */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SettingsInForce'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getLiveLoad: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Figures of the last seconds */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LiveLoad'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getNodeMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One entry a node with a metrics page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NodeMetrics'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSettingsHistory: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of changes */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['RecordedSettings'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listPlans: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of plans */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['PlanSummary'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPlan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The plan */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Plan'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewPlan: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          plan: components['schemas']['PlanRequest'];
          /** @default false */
          skipDead?: boolean;
        };
      };
    };
    responses: {
      /** @description What is expected */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PlanPreview'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSweeps: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        status?: 'running' | 'finished' | 'stopped';
        kind?: 'plan' | 'search';
        networkId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of sweeps */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['SweepSummary'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startSweep: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          plan: components['schemas']['PlanRequest'];
          /**
           * @description Of points that differ only in settings without effect measure one
           * @default false
           */
          skipDead?: boolean;
        };
      };
    };
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startSearch: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          goal: components['schemas']['GoalRequest'];
          sendRateTps: number;
          /** @enum {string} */
          workload?: 'publish' | 'read' | 'mixed';
          /**
           * @default gridtune
           * @enum {string}
           */
          strategy?: 'gridtune' | 'random' | 'grid' | 'latin-hypercube' | 'thesis-loop';
          /**
           * @description Rounds at most
           * @default 25
           */
          budget?: number;
          /** @default 1 */
          seed?: number;
          /** @description Shipped plan whose settings are the candidates */
          plan?: string;
        };
      };
    };
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSweep: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sweep */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sweep'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeSweep: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSweepReport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listResults: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        sweepId?: string;
        networkId?: string;
        kind?: 'measured' | 'failed';
        sendRateTps?: number;
        /** @description Rounds that ended then or later */
        from?: string;
        /** @description Rounds that ended before */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of rounds */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Round'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  exportResults: {
    parameters: {
      query?: {
        sweepId?: string;
        networkId?: string;
        kind?: 'measured' | 'failed';
        sendRateTps?: number;
        /** @description Rounds that ended then or later */
        from?: string;
        /** @description Rounds that ended before */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A header line, then one line a round */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getResult: {
    parameters: {
      query?: {
        observation?: 'true' | 'false';
      };
      header?: never;
      path: {
        /** @description Encoded: the slashes in it as %2F */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The round */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RoundDetail'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDatasets: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of datasets */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Dataset'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDataset: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The dataset */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Dataset'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  importDataset: {
    parameters: {
      query?: {
        /** @description Take the place of a dataset of that name */
        replace?: 'true' | 'false';
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'text/csv': string;
      };
    };
    responses: {
      /** @description The dataset */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Dataset'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listComparisons: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        kind?: 'live' | 'surface';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of comparisons */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ComparisonSummary'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startComparison: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @constant */
              kind: 'live';
              /**
               * @description Shipped plan whose settings are chosen among
               * @default compare
               */
              plan?: string;
              /** @description Those of the plan if left out */
              sendRatesTps?: number[];
              goal: components['schemas']['GoalRequest'];
              /** @default 5 */
              repeats?: number;
              /**
               * @description Rounds of each search at each rate
               * @default 12
               */
              budget?: number;
              /** @default 1 */
              seed?: number;
            }
          | {
              /** @constant */
              kind: 'surface';
              /** @description Imported results: each round of a search is one of its rows */
              dataset: string;
              sendRateTps: number;
              goal: components['schemas']['GoalRequest'];
              /** @default 25 */
              budget?: number;
              /** @default 20 */
              seeds?: number;
              /** @default 1 */
              seed?: number;
            };
      };
    };
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getComparison: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The comparison */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Comparison'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listModels: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        status?: 'candidate' | 'champion' | 'retired';
        networkId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of models */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ModelEntry'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  trainModel: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Names of imported datasets and ids of sweeps; none: every measured round of the network
           * @default []
           */
          datasets?: string[];
          /**
           * @description Draws the split and the initial weights
           * @default 1
           */
          seed?: number;
          /** @description A registered model to start from */
          priorModelId?: string;
        };
      };
    };
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getModel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The model */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Model'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  promoteModel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is in charge */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Promotion'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  retireModel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is out of use */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Retirement'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getModelFit: {
    parameters: {
      query?: {
        /** @description Of more rows so many, evenly spread over all */
        most?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The rows */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ModelFit'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  predict: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          settings: {
            maxMessageCount: number;
            batchTimeoutMs: number;
            preferredMaxBytes?: number;
            absoluteMaxBytes?: number;
          };
          sendRateTps: number;
          /** @description Bytes of a transaction: payload and signature */
          txBytes?: number;
          /** @description Other properties of network or workload, such as {"orderers": 3} */
          context?: {
            [key: string]: number;
          };
          /** @description Model to ask; by default the champion */
          modelId?: string;
        };
      };
    };
    responses: {
      /** @description The prediction */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Prediction'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  predictSurface: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          maxMessageCount?: {
            min: number;
            max: number;
            /** @default 30 */
            steps?: number;
          };
          batchTimeoutMs?: {
            min: number;
            max: number;
            /** @default 30 */
            steps?: number;
          };
          preferredMaxBytes?: number;
          absoluteMaxBytes?: number;
          sendRateTps: number;
          /** @description Bytes of a transaction: payload and signature */
          txBytes?: number;
          /** @description Other properties of network or workload, such as {"orderers": 3} */
          context?: {
            [key: string]: number;
          };
          /** @description Model to ask; by default the champion */
          modelId?: string;
          /**
           * @default publish
           * @enum {string}
           */
          workload?: 'publish' | 'read' | 'mixed';
          /**
           * @description How far the rate of a measured round may be off
           * @default 10
           */
          rateTolerancePct?: number;
        };
      };
    };
    responses: {
      /** @description The surface */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PredictionSurface'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRecommendations: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        objective?: 'min-latency' | 'max-throughput' | 'balanced';
        decision?: 'change' | 'stay';
        modelId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of recommendations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['RecommendationEntry'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  recommend: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @default min-latency
           * @enum {string}
           */
          objective?: 'min-latency' | 'max-throughput' | 'balanced';
          /** @enum {string} */
          latency?: 'mean' | 'p95';
          /** @description Share of the send rate that min-latency may leave uncommitted */
          throughputTolerance?: number;
          /** @description Exponents of balanced */
          readonly weights?: {
            latency: number;
            throughput: number;
          };
          /** @description As people write them, latencyP95Ms<=400, or in parts */
          limits?: (
            | string
            | {
                /** @enum {string} */
                figure: 'latencyMeanMs' | 'latencyP95Ms' | 'throughputTps' | 'failedPct';
                /** @enum {string} */
                bound: '<=' | '>=';
                value: number;
              }
          )[];
          /** @description Probability with which limits have to hold */
          confidence?: number;
          sendRateTps?: number;
          /** @description Every rate between two */
          range?: {
            fromTps: number;
            toTps: number;
          };
          /** @description A day of rates */
          periods?: {
            from: string;
            sendRateTps: number;
          }[];
          /**
           * @default publish
           * @enum {string}
           */
          workload?: 'publish' | 'read' | 'mixed';
          /** @description Model to ask; by default the champion */
          modelId?: string;
          /**
           * @description Of several rates: settings for each, changed only where that gains; else one for all of them
           * @default false
           */
          schedule?: boolean;
        };
      };
    };
    responses: {
      /** @description The recommendation; with schedule, settings for each period and the recommendations they are from */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['Recommendation'] | components['schemas']['RecommendedSchedule'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRecommendation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The recommendation */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Recommendation'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listApplications: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        kind?: 'apply' | 'rollback';
        status?: 'intended' | 'sent' | 'committed' | 'watching' | 'verified' | 'unchanged' | 'failed';
        because?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of applications */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Application'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  apply: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          recommendationId?: string;
          readonly settings?: {
            maxMessageCount?: number;
            preferredMaxBytes?: number;
            absoluteMaxBytes?: number;
            batchTimeoutMs?: number;
          };
          readonly watch?: {
            seconds: number;
            probeTps?: number;
            limits?: string[];
          };
        };
      };
    };
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewApplication: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          recommendationId?: string;
          readonly settings?: {
            maxMessageCount?: number;
            preferredMaxBytes?: number;
            absoluteMaxBytes?: number;
            batchTimeoutMs?: number;
          };
          sendRateTps?: number;
        };
      };
    };
    responses: {
      /** @description What would change; its ETag is that of /network/settings */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangePreview'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getApplication: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The application */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApplicationDetail'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listAudit: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        subject?: string;
        action?:
          | 'proposed'
          | 'withdrawn'
          | 'signed'
          | 'submitted'
          | 'intended'
          | 'applied'
          | 'verified'
          | 'failed'
          | 'canary'
          | 'compared'
          | 'rolled-back'
          | 'reconciled'
          | 'token-created'
          | 'token-revoked'
          | 'schedule-changed'
          | 'schedule-removed'
          | 'schedule-run'
          | 'webhook-changed'
          | 'webhook-removed'
          | 'job-requested'
          | 'job-approved'
          | 'job-cancelled'
          | 'job-ended'
          | 'results-imported'
          | 'model-promoted'
          | 'model-retired'
          | 'proposal-created'
          | 'proposal-signed'
          | 'proposal-withdrawn'
          | 'recommended';
        ledger?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of records; with ledger=true what does not agree, whatever the filters */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Audit'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listServiceAudit: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        subject?: string;
        action?:
          | 'proposed'
          | 'withdrawn'
          | 'signed'
          | 'submitted'
          | 'intended'
          | 'applied'
          | 'verified'
          | 'failed'
          | 'canary'
          | 'compared'
          | 'rolled-back'
          | 'reconciled'
          | 'token-created'
          | 'token-revoked'
          | 'schedule-changed'
          | 'schedule-removed'
          | 'schedule-run'
          | 'webhook-changed'
          | 'webhook-removed'
          | 'job-requested'
          | 'job-approved'
          | 'job-cancelled'
          | 'job-ended'
          | 'results-imported'
          | 'model-promoted'
          | 'model-retired'
          | 'proposal-created'
          | 'proposal-signed'
          | 'proposal-withdrawn'
          | 'recommended';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of records */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['AuditRecord'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listJobs: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        kind?:
          | 'sweep'
          | 'resume-sweep'
          | 'search'
          | 'train'
          | 'compare-surface'
          | 'compare-live'
          | 'apply'
          | 'rollback'
          | 'submit-proposal'
          | 'verify';
        status?: 'awaiting-approval' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of jobs */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Job'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job, cancelled or about to be */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  approveJob: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job with the approval */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  retryJob: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  followJob: {
    parameters: {
      query?: never;
      header?: {
        /** @description Number of the last event that came: goes on after it */
        'Last-Event-ID'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A stream of events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The bearer of the token */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listProposals: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        status?: 'open' | 'submitted' | 'stale' | 'withdrawn';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of proposals */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ProposalSummary'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createProposal: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          recommendationId?: string;
          readonly settings?: {
            maxMessageCount?: number;
            preferredMaxBytes?: number;
            absoluteMaxBytes?: number;
            batchTimeoutMs?: number;
          };
          /** @default false */
          sign?: boolean;
        };
      };
    };
    responses: {
      /** @description The proposal */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Proposal'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getProposal: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The proposal as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Proposal'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  downloadProposal: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file as "gridtune proposal" reads it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProposalFile'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  addProposalSignature: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SignedFile'];
      };
    };
    responses: {
      /** @description The proposal as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Proposal'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  submitProposal: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  withdrawProposal: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The proposal as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Proposal'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rollBack: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          applicationId?: string;
          to?: string;
          readonly watch?: {
            seconds: number;
            probeTps?: number;
            limits?: string[];
          };
        };
      };
    };
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewRollback: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          applicationId?: string;
          to?: string;
          sendRateTps?: number;
        };
      };
    };
    responses: {
      /** @description What would change; its ETag is that of /network/settings */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangePreview'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listVerifications: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        applicationId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of verifications */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Verification'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  verify: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          applicationId: string;
          /** @default 4 */
          pairs?: number;
          /** @default 6 */
          seconds?: number;
          sendRateTps?: number;
          /** @enum {string} */
          objective?: 'min-latency' | 'max-throughput' | 'balanced';
        };
      };
    };
    responses: {
      /** @description A job does it: its progress is at Location, and as events below that */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVerification: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The verification */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Verification'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSchedules: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of schedules */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Schedule'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createSchedule: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ScheduleBody'];
      };
    };
    responses: {
      /** @description The schedule */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSchedule: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schedule */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeSchedule: {
    parameters: {
      query?: never;
      header: {
        /** @description ETag of the state that this write follows */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ScheduleBody'];
      };
    };
    responses: {
      /** @description The schedule */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeSchedule: {
    parameters: {
      query?: never;
      header: {
        /** @description ETag of the state that this write follows */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  runSchedule: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sent twice under one key, it is done once and the second request gets the answer of the first */
        'Idempotency-Key'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schedule, at work */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listWebhooks: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of webhooks */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Webhook'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebhookBody'];
      };
    };
    responses: {
      /** @description The webhook */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Webhook'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The webhook */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Webhook'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeWebhook: {
    parameters: {
      query?: never;
      header: {
        /** @description ETag of the state that this write follows */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebhookBody'];
      };
    };
    responses: {
      /** @description The webhook */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Webhook'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeWebhook: {
    parameters: {
      query?: never;
      header: {
        /** @description ETag of the state that this write follows */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of deliveries */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Delivery'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  testWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The delivery */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Delivery'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTokens: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of tokens */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Token'][];
            total: number;
            next?: string;
          };
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createToken: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          role: 'viewer' | 'operator' | 'approver' | 'admin';
          name: string;
          lifetimeDays?: number;
        };
      };
    };
    responses: {
      /** @description The token */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewToken'];
        };
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is not valid any more */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What went wrong */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
