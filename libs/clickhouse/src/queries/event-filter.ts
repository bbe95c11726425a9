import { type Sources, instant, ofSources } from './fragments.js';
import type { MinuteSplit } from './minute-split.js';

/** Which events are counted; what is undefined does not restrict. */
export interface EventFilter {
  name?: string | undefined;
  category?: string | undefined;
  sources: Sources;
}

/** Conditions of a filter, to be put after another one. */
export const ofKind = ({ name, category, sources }: EventFilter): string =>
  [
    name === undefined ? '' : 'AND name = {name:String}',
    category === undefined ? '' : 'AND category = {category:String}',
    ofSources(sources),
  ].join(' ');

/** The condition that picks the raw events of a range that fill no whole minute. */
export const atEdges = ({ edges }: MinuteSplit): string =>
  edges.map((_, i) => `(timestamp >= ${instant(`from${i}`)} AND timestamp <= ${instant(`to${i}`)})`).join(' OR ');

/** The parameters of `atEdges`. */
export const edgeParams = ({ edges }: MinuteSplit): Record<string, number> =>
  Object.fromEntries(
    edges.flatMap(({ fromUs, toUs }, i) => [
      [`from${i}`, fromUs],
      [`to${i}`, toUs],
    ]),
  );
