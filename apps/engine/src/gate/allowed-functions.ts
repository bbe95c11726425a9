import { aggregateFunctions, combinators } from './aggregate-functions.js';
import { computingFunctions } from './computing-functions.js';
import { valueFunctions } from './value-functions.js';

/** Table functions that make rows of nothing; all others read files, the network, or other tables. */
const tableFunctions = new Set(['numbers', 'zeros', 'values', 'generate_series', 'generateseries', 'view']);

// Many names hold in any case (`SUM`); none that is refused differs from one of these in case alone (a test).
const plain = new Set([...valueFunctions, ...computingFunctions].map((name) => name.toLowerCase()));
const aggregates = new Set(aggregateFunctions.map((name) => name.toLowerCase()));
const suffixes = combinators.map((name) => name.toLowerCase());

function isAggregate(name: string): boolean {
  if (aggregates.has(name)) return true;
  return suffixes.some((suffix) => name.endsWith(suffix) && isAggregate(name.slice(0, -suffix.length)));
}

/** Whether people may call this function in an expression. */
export function isAllowedFunction(name: string): boolean {
  const lower = name.toLowerCase();
  return plain.has(lower) || isAggregate(lower);
}

/** Whether people may select from this table function. */
export function isAllowedTableFunction(name: string): boolean {
  return tableFunctions.has(name.toLowerCase());
}
