// Remembers where the window was, per data folder.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';

export const minimumSize = { width: 1024, height: 640 };
export const defaultSize = { width: 1366, height: 768 };

export type PlacedWindow = { readonly bounds: Partial<Rectangle>; readonly maximized: boolean };

/** Any doubt about what was remembered ends in the default: a wrong file must not hide the window. */
export function readBounds(file: string, screens: readonly Rectangle[]): PlacedWindow {
  const fallback = { bounds: defaultSize, maximized: false };
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return placed(parsed, screens) ?? fallback;
  } catch {
    return fallback;
  }
}

export function writeBounds(file: string, bounds: Rectangle, maximized: boolean): void {
  try {
    writeFileSync(file, JSON.stringify({ ...bounds, maximized }));
  } catch (error) {
    // A full disk must not keep the window from closing; it only opens at its default place next time.
    console.error('The place of the window was not saved.', error);
  }
}

/** Half of the screen, or as much as the smallest window needs: on a small screen the two overlap. */
export function halfOf(screen: Rectangle, half: 'left' | 'right'): Rectangle {
  const width = Math.max(minimumSize.width, Math.floor(screen.width / 2));
  const height = Math.max(minimumSize.height, screen.height);
  return { x: half === 'left' ? screen.x : screen.x + screen.width - width, y: screen.y, width, height };
}

function placed(parsed: unknown, screens: readonly Rectangle[]): PlacedWindow | undefined {
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const fields = new Map(Object.entries(parsed));
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => wholeNumber(fields.get(name)));
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  const bounds = { x, y, width, height };
  const visible = screens.some((screen) => overlaps(bounds, screen));
  return { bounds: visible ? bounds : { width, height }, maximized: fields.get('maximized') === true };
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** At least a hand's breadth of the window can be seen and dragged. */
function overlaps(a: Rectangle, b: Rectangle): boolean {
  const margin = 100;
  return (
    a.x + margin < b.x + b.width &&
    b.x + margin < a.x + a.width &&
    a.y >= b.y &&
    a.y + margin < b.y + b.height
  );
}
