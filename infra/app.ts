import { App } from 'aws-cdk-lib';
import type { Context } from './settings/context';
import { SettingsError } from './settings/errors';
import { readSettings } from './settings/settings';
import { MonitorStack } from './stack';

const app = new App();
try {
  new MonitorStack(app, readSettings(app.node.getAllContext() as Context));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
