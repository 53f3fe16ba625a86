/** The version of the toolkit. */
export const version: string = "0.1.0";
