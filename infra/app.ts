import { App } from 'aws-cdk-lib';
import { MonitorStack } from './stack';

const app = new App();
new MonitorStack(app, 'PmLoanMonitor', {
  description: 'Tells when a Binance Portfolio Margin Pro account owes a bankruptcy loan',
  env: { region: 'ap-northeast-1' },
});
