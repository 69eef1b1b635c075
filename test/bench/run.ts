/**
 * `npm run bench`: what a start and a call take, side by side with others, on this machine. With
 * `-- --redraw` it measures nothing: it draws the plot anew from `results.md`, and what a month costs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from './certificate';
import { buildChild, buildContenders, DIRECTORY } from './contenders';
import { costTable } from './cost';
import { Processes } from './measure';
import { accountsTable, latencyTable, shareTable, startTable } from './results';
import { machine, showTables, writeResults } from './report';
import { measureAccounts, measureLatency, measureShares, measureStart } from './sections';
import type { Setting } from './sections';
import { Servers } from './servers';
import { targetTable } from './targets';
import { readResults } from './written';

void main();

async function main(): Promise<void> {
  if (process.argv.includes('--redraw')) return redraw();
  mkdirSync(DIRECTORY, { recursive: true });
  const certificate = await makeCertificate();
  const certificateFile = join(DIRECTORY, 'certificate.pem');
  writeFileSync(certificateFile, certificate.cert);
  const servers = await Servers.start(certificate);
  try {
    const setting: Setting = {
      servers,
      processes: new Processes(buildChild(), servers, certificateFile),
      contenders: buildContenders(),
      progress: (section, done, of) => {
        console.log(`${new Date().toISOString().slice(11, 19)}  ${section}  ${done + 1} of ${of}`);
      },
    };
    const starts = await measureStart(setting);
    const latencies = await measureLatency(setting);
    const accounts = await measureAccounts(setting);
    const shares = await measureShares(setting);
    const tables = [
      targetTable(starts, latencies, accounts),
      startTable(starts),
      latencyTable(latencies),
      accountsTable(accounts),
      ...(shares === undefined ? [] : [shareTable(shares)]),
      costTable(),
    ];
    showTables(tables);
    if (shares === undefined) console.log('No shares of a core: this machine allows no quota.');
    await writeResults({ tables, machine: machine() });
  } finally {
    servers.close();
  }
}

async function redraw(): Promise<void> {
  const { tables, ...measured } = readResults();
  const cost = costTable();
  const others = tables.filter(({ title }) => title !== cost.title);
  await writeResults({ ...measured, tables: [...others, cost] });
}
