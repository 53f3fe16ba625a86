import { listOf, Saved, text } from "../state/saved.ts";
import { NO_DEFINITIONS } from "./documents.ts";

/**
 * The reader's own schemas and resource types: the text as it stands in the editor, and the last documents of it that
 * were sound. These are in force in all rooms, whatever has become of the text since.
 */
export const definitions = new Saved(
  "definitions",
  "your own schemas",
  { text: "", ...NO_DEFINITIONS },
  { text, schemas: listOf(text), resourceTypes: listOf(text) },
);
