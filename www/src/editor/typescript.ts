import { StreamLanguage } from "@codemirror/language";

/** Enough of TypeScript to colour the snippets that the rooms show. */
export const typescript = StreamLanguage.define({
  name: "typescript",
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^\/\/.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?|^`(?:[^`\\]|\\.)*`?/)) return "string";
    if (
      stream.match(
        /^(?:import|from|export|function|const|let|for|of|if|else|return|try|catch|throw|new)\b/,
      )
    ) {
      return "keyword";
    }
    if (stream.match(/^(?:true|false|null|undefined|\d+)\b/)) return "number";
    if (stream.match(/^[\w$]+/)) return null;
    stream.next();
    return null;
  },
});
