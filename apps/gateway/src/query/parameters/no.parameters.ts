/** A route that takes no parameter: any that comes is named and refused. */
export class NoParameters {}
