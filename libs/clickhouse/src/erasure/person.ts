import { type Sources, ofSources } from '../queries/fragments.js';

/** Whose traces are meant. */
export interface Person {
  userId: string;
  /** Only what these sources sent; undefined: all of it. */
  sources?: Sources;
}

/** The tables that hold something of a person; every other one holds counts. */
export const PERSONAL_TABLES = ['events', 'errors', 'activity_hourly', 'activity_daily'] as const;
export type PersonalTable = (typeof PERSONAL_TABLES)[number];

/*
 * A refused event is somebody's when the id stands in it as a whole JSON text, wherever that is (`{"user":{"id":"ada"}}` was
 * refused, too), or is its `user_id` in another spelling: as a number, which was refused for that, or with escapes.
 */
const NAMES_PERSON = `(position(event, {quoted:String}) > 0
  OR JSONExtractString(event, 'user_id') = {user:String} OR JSONExtractRaw(event, 'user_id') = {user:String})`;

const IS_PERSON: Record<PersonalTable, string> = {
  events: 'user_id = {user:String}',
  errors: NAMES_PERSON,
  activity_hourly: 'user_id = {user:String}',
  activity_daily: 'user = sipHash64({user:String})',
};

/** The condition that picks a person's rows of a table; its parameters are those of `paramsOf`. */
export const ofPerson = (table: PersonalTable, { sources }: Person): string =>
  `${IS_PERSON[table]} ${ofSources(sources)}`;

/** What the conditions are bound to. */
export const paramsOf = ({ userId, sources }: Person): Record<string, unknown> => ({
  user: userId,
  quoted: JSON.stringify(userId),
  ...(sources ? { sources } : {}),
});
