/** Injection token of the wired delivery (`Delivery`). */
export const DELIVERY = Symbol('DELIVERY');
