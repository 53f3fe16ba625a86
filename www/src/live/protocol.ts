/** A request for another host. */
export interface LiveRequest {
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export type LiveAnswer =
  | {
      readonly id: number;
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: string;
      readonly took: number;
    }
  | { readonly id: number; readonly error: string };
