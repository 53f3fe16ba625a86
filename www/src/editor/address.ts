import { StreamLanguage } from "@codemirror/language";

/** The colours of an address: what is before the query, names of parameters, and filters in them. */
export const addressLanguage = StreamLanguage.define<{ query: boolean; name: boolean }>({
  name: "scim-address",
  startState: () => ({ query: false, name: false }),
  copyState: state => ({ ...state }),
  token(stream, state) {
    if (!state.query) {
      if (stream.eat("?")) {
        state.query = true;
        state.name = true;
        return "punctuation";
      }
      if (stream.match(/^https?:\/\/[^/?]*/i) || stream.eat("/")) return "comment";
      stream.match(/^[^/?]+/);
      return null;
    }
    if (stream.eat("&")) {
      state.name = true;
      return "punctuation";
    }
    if (state.name) {
      if (stream.eat("=")) {
        state.name = false;
        return "punctuation";
      }
      stream.match(/^[^=&]+/);
      return "propertyName";
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^(?:"|%22)(?:[^"%\\]|\\.|%(?!22)..)*(?:"|%22)?/)) return "string";
    if (stream.match(/^-?\d+(?:\.\d+)?(?![\w.:-])/)) return "number";
    if (stream.match(/^(?:eq|ne|co|sw|ew|gt|ge|lt|le|pr|and|or|not)(?![\w:-])/i))
      return "operatorKeyword";
    if (stream.match(/^(?:true|false|null)(?![\w:-])/)) return "bool";
    if (stream.match(/^[^\s&"%[\]().,+]+/)) return null;
    stream.next();
    return null;
  },
});
