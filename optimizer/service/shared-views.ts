import { ordererSettingsSchema } from '../domain/settings.js';

/** Schemas that several resources show, each once under its name in the document. */

export const settingsView = ordererSettingsSchema.meta({ id: 'OrdererSettings' });
