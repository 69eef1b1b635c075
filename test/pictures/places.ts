import type { Box, Point } from './shapes';

/** Between lines of text. */
export const LINE = 16;

export const ACCOUNT: Box = { x: 16, y: 52, width: 640, height: 480 };
export const SCHEDULER: Box = { x: 32, y: 204, width: 172, height: 56 };
export const QUEUE: Box = { x: 32, y: 376, width: 172, height: 72 };
export const CHECKER: Box = { x: 236, y: 162, width: 172, height: 140 };
export const SECRETS: Box = { x: 456, y: 146, width: 184, height: 72 };
export const TOPIC: Box = { x: 456, y: 256, width: 184, height: 56 };
export const CLOUDWATCH: Box = { x: 216, y: 346, width: 424, height: 170 };
export const LOG: Box = { x: 228, y: 376, width: 76, height: 62 };
export const METRICS: Box = { x: 314, y: 376, width: 124, height: 62 };
export const DASHBOARD: Box = { x: 228, y: 458, width: 210, height: 46 };
export const ALARMS: Box = { x: 472, y: 376, width: 156, height: 128 };
export const BINANCE: Box = { x: 704, y: 88, width: 160, height: 52 };

export function middle({ x, y, width, height }: Box): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}

export function left(place: Box, y = middle(place).y): Point {
  return [place.x, y];
}

export function right(place: Box, y = middle(place).y): Point {
  return [place.x + place.width, y];
}

export function top(place: Box, x = middle(place).x): Point {
  return [x, place.y];
}

export function bottom(place: Box, x = middle(place).x): Point {
  return [x, place.y + place.height];
}
