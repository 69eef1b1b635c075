import { ENVIRONMENT } from '../../../lambda/contract';
import type { LiveResource } from '../stack/live';
import type { Properties } from '../stack/template';

/** Enough for the names of some accounts. */
const MAX_SHOWN = 200;
/** Left out: it changes nothing for anybody, or AWS answers it in another form. */
const IGNORED = [
  ...['AlarmDescription', 'Description', 'Tags', 'Architectures'],
  ...['Code', 'LoggingConfig', 'VpcConfig'],
];

/** How a resource differs from what was deployed: in a few words each, with both values. */
export function differences({ deployed, live }: LiveResource): string[] {
  return live.answer ? compare('', deployed, live.answer) : [];
}

/** What AWS adds to what was deployed is not compared. */
function compare(path: string, deployed: unknown, live: unknown): string[] {
  if (isObject(deployed) && isObject(live)) {
    return Object.entries(deployed).flatMap(([key, each]) =>
      IGNORED.includes(key) ? [] : compare(path === '' ? key : `${path}.${key}`, each, live[key]),
    );
  }
  if (covers(deployed, live)) return [];
  // Whoever knows this address can send a heartbeat.
  if (path.endsWith(ENVIRONMENT.heartbeatUrl)) return [`${path} is not as it was deployed`];
  return [`${path} is ${show(live)}, deployed as ${show(deployed)}`];
}

/** Whether two values mean the same, in any order of lists. One that only AWS knows counts as the same. */
function covers(deployed: unknown, live: unknown): boolean {
  if (deployed === undefined) return true;
  if (Array.isArray(deployed)) {
    const found: unknown[] = Array.isArray(live) ? live : [];
    return (
      deployed.length === found.length &&
      deployed.every((each) => found.some((other) => covers(each, other)))
    );
  }
  if (!isObject(deployed)) return deployed === live;
  return isObject(live) && Object.entries(deployed).every(([key, each]) => covers(each, live[key]));
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const shown = text.replace(/[^\x20-\x7e]+/g, ' ');
  return shown.length <= MAX_SHOWN ? shown : `${shown.slice(0, MAX_SHOWN)}...`;
}
