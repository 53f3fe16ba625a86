/** Exports that the module of scimlens/core lacks, and what they are called by those who ask for them. */
export declare const absent: Readonly<Record<string, string>>;
