import type { Surface } from '../meter/surface.ts';
import type { Activity } from './activity.ts';
import type { Bucket } from './bucket.ts';
import type { ActivityPalette } from './palette.ts';
import { type Range, type Times, timesOf } from './range.ts';
import { STEPS } from './scale.ts';

/** How strong the colours are of what the filter leaves out. */
const LEFT_OUT = 0.35;
/** Above the highest bar, so that seams stand out. */
const HEAD_PX = 3;

export type Strip = {
  readonly activity: Activity;
  /** What is being pointed at. */
  readonly pointed: Range | null;
  /** What was filtered on. */
  readonly chosen: Times | null;
  readonly palette: ActivityPalette;
};

/** A bar for each step, by the hues of its types from the bottom up; seams as lines, and what is pointed at and filtered on behind them. */
export function paintActivity(surface: Surface, strip: Strip): void {
  const { context, width, height } = surface;
  const { activity, pointed, chosen, palette } = strip;
  context.clearRect(0, 0, width, height);
  if (chosen) fillTimes(surface, strip, chosen, palette.marked);
  if (pointed) fillTimes(surface, strip, timesOf(pointed, activity.stepLength), palette.marked);
  context.fillStyle = palette.base;
  context.fillRect(0, height - surface.pixels(1), width, surface.pixels(1));
  const peak = activity.peak;
  for (let place = 0; place < STEPS; place++) {
    const bucket = activity.at(activity.lastStep - STEPS + 1 + place);
    if (!bucket) continue;
    context.globalAlpha = isChosen(bucket, strip) ? 1 : LEFT_OUT;
    paintBar(surface, { place, bucket, peak }, palette);
  }
  context.globalAlpha = 1;
  for (const at of activity.seams) fillTimes(surface, strip, { from: at, to: at }, palette.line);
}

type Bar = { readonly place: number; readonly bucket: Bucket; readonly peak: number };

/** Where there is room, a gap lies between the bars. What came is to be seen, however little it is. */
function paintBar(surface: Surface, { place, bucket, peak }: Bar, palette: ActivityPalette): void {
  const { context, width, height } = surface;
  const [left, right] = [Math.round((place * width) / STEPS), Math.round(((place + 1) * width) / STEPS)];
  const gap = right - left >= surface.pixels(3) ? surface.pixels(1) : 0;
  const full = Math.max(surface.pixels(2), Math.round((bucket.total / peak) * (height - surface.pixels(HEAD_PX))));
  let below = 0;
  bucket.hues.forEach((count, hue) => {
    if (count === 0) return;
    const from = Math.round((below / bucket.total) * full);
    below += count;
    const to = Math.round((below / bucket.total) * full);
    context.fillStyle = palette.hues[hue] ?? palette.line;
    context.fillRect(left, height - to, Math.max(1, right - left - gap), to - from);
  });
}

/** A pixel at least: a moment is a line. */
function fillTimes(surface: Surface, { activity }: Strip, { from, to }: Times, colour: string): void {
  const { context, width, height } = surface;
  const firstTime = (activity.lastStep - STEPS + 1) * activity.stepLength;
  const xOf = (at: number): number => Math.round(((at - firstTime) / (STEPS * activity.stepLength)) * width);
  const left = Math.max(0, xOf(from));
  const right = Math.min(width, Math.max(xOf(to), xOf(from) + surface.pixels(1)));
  context.fillStyle = colour;
  if (right > left) context.fillRect(left, 0, right - left, height);
}

function isChosen({ step }: Bucket, { activity, chosen }: Strip): boolean {
  const at = step * activity.stepLength;
  return !chosen || (at >= chosen.from && at < chosen.to);
}
