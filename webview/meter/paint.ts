import { HISTORY_BUCKETS, type LevelHistory } from './history.ts';
import type { OwnMeter } from './ownMeter.ts';
import type { Palette } from './palette.ts';
import { fractionOf, marksFor, zoneOf, zones } from './scale.ts';
import type { Surface } from './surface.ts';

export type Look = { readonly palette: Palette; readonly isStale: boolean };

/** How much of its colour an unlit zone has, and the part of the bar between RMS and peak. */
const UNLIT = 0.16;
const UP_TO_PEAK = 0.5;
const LABEL_PX = 10;

/** RMS as a bar, the peak as a paler bar with a line at its end, the hold as a line of the text's colour. */
export function paintBar(surface: Surface, meter: OwnMeter | undefined, look: Look): void {
  clear(surface);
  fillZones(surface, [0, 1], UNLIT, look);
  if (meter === undefined) return;
  const { peakDb, holdDb } = meter.frame;
  const rms = fractionOf(meter.barDb);
  const peak = Math.max(rms, fractionOf(peakDb));
  fillZones(surface, [rms, peak], UP_TO_PEAK, look);
  fillZones(surface, [0, rms], 1, look);
  if (look.isStale) return;
  const width = surface.pixels(1.5);
  paintLine(surface, { at: peak, width, colour: look.palette[zoneOf(peak)] });
  paintLine(surface, { at: fractionOf(holdDb), width, colour: look.palette.line });
}

/** A bar in one colour: what a percentage means only its sender knows. */
export function paintPercent(surface: Surface, percent: number, { palette, isStale }: Look): void {
  const { context, width, height } = surface;
  clear(surface);
  context.fillStyle = isStale ? palette.stale : palette.remote;
  context.globalAlpha = UNLIT;
  context.fillRect(0, 0, width, height);
  context.globalAlpha = 1;
  context.fillRect(0, 0, Math.round((percent / 100) * width), height);
}

/** The marks below the bar. */
export function paintScale(surface: Surface, fontFamily: string, { palette }: Look): void {
  const { context, width, height } = surface;
  clear(surface);
  context.font = `${LABEL_PX * surface.ratio}px ${fontFamily}`;
  context.textBaseline = 'bottom';
  const line = surface.pixels(1);
  for (const { label, at, start } of marksFor(width, (text) => context.measureText(text).width)) {
    context.fillStyle = palette.grid;
    context.fillRect(Math.min(width - line, Math.round(at)), 0, line, surface.pixels(3));
    context.fillStyle = palette.label;
    context.fillText(label, start, height);
  }
}

/** The last half minute, the newest at the right. */
export function paintHistory(surface: Surface, history: LevelHistory, look: Look): void {
  const { context, width, height } = surface;
  clear(surface);
  const xOf = (position: number): number => Math.round((position / HISTORY_BUCKETS) * width);
  for (const zone of zones) {
    context.fillStyle = look.isStale ? look.palette.stale : look.palette[zone.name];
    const foot = Math.round((1 - zone.from) * height);
    history.each((position, rmsDb, peakDb) => {
      const x = xOf(position);
      const fill = (db: number, alpha: number): void => {
        const top = Math.round((1 - Math.min(zone.to, fractionOf(db))) * height);
        context.globalAlpha = alpha;
        if (top < foot) context.fillRect(x, top, xOf(position + 1) - x, foot - top);
      };
      fill(peakDb, UP_TO_PEAK);
      fill(rmsDb, 1);
    });
  }
  context.globalAlpha = 1;
}

function clear({ context, width, height }: Surface): void {
  context.globalAlpha = 1;
  context.clearRect(0, 0, width, height);
}

/** Fills from one place of the scale to another, each zone in its colour. */
function fillZones({ context, width, height }: Surface, [from, to]: readonly [number, number], alpha: number, look: Look): void {
  context.globalAlpha = alpha;
  for (const zone of zones) {
    const start = Math.round(Math.max(from, zone.from) * width);
    const end = Math.round(Math.min(to, zone.to) * width);
    context.fillStyle = look.isStale ? look.palette.stale : look.palette[zone.name];
    if (end > start) context.fillRect(start, 0, end - start, height);
  }
  context.globalAlpha = 1;
}

type Line = { readonly at: number; readonly width: number; readonly colour: string };

/** Not where nothing is heard: lines at the foot of the scale say nothing. */
function paintLine({ context, width, height }: Surface, line: Line): void {
  if (line.at <= 0) return;
  context.fillStyle = line.colour;
  context.fillRect(Math.round(line.at * width) - line.width, 0, line.width, height);
}
