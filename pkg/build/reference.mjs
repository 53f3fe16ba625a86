// Writes the API reference from the comments in the declarations that are published, dist/esm/*.d.ts. tsc prints them
// alike: one declaration after the other, members indented by four spaces.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../dist/esm");

/** The comment and text of each declaration in lines of one indentation. */
function declarations(lines, indent) {
  const found = [];
  let comment = [];
  let text = [];
  let depth = 0;
  const begin = " ".repeat(indent);
  for (const line of lines) {
    const bare = line.slice(indent);
    const inComment = comment.length > 0 && !comment.at(-1).endsWith("*/");
    if (text.length === 0 && (inComment || (line.startsWith(begin) && bare.startsWith("/**")))) {
      if (!inComment) comment = [];
      comment.push(bare);
      continue;
    }
    if (bare.trim() === "" && text.length === 0) continue;
    text.push(bare);
    const code = bare.replace(/\/\*.*?\*\/|^\s*\*.*|"(?:[^"\\]|\\.)*"/g, "").replaceAll("=>", "");
    for (const sign of code) depth += "{([<".includes(sign) ? 1 : "})]>".includes(sign) ? -1 : 0;
    if (depth > 0 || !/[;}]$/.test(bare)) continue;
    found.push({ comment: prose(comment), text: text.join("\n") });
    [comment, text, depth] = [[], [], 0];
  }
  if (text.length > 0) throw new Error(`a declaration does not end: ${text[0]}`);
  return found;
}

/** A comment as Markdown. */
function prose(comment) {
  return comment
    .join("\n")
    .replace(/^\/\*\*\s*|\s*\*\/$/g, "")
    .replace(/^ ?\* ?/gm, "")
    .replace(/\{@link (\w+)(?:\.(\w+))?\}/g, (_, name, member) =>
      member
        ? `[\`${name}.${member}\`](#${slug(`${name}.${member}`)})`
        : `[\`${name}\`](#${slug(name)})`,
    )
    .replace(/@throws /g, "Throws ")
    .trim();
}

const slug = name => name.toLowerCase().replaceAll(".", "");

function read(file) {
  const text = readFileSync(join(folder, `${file}.d.ts`), "utf8");
  const all = declarations(text.replace(/^\/\/\/.*$/gm, "").split("\n"), 0);
  return all.map(declaration => {
    const match = /^export (?:declare )?(class|interface|type|function|const) (\w+)/.exec(
      declaration.text,
    );
    return { ...declaration, kind: match?.[1], name: match?.[2] };
  });
}

/** What a file exports, in its order, that of others included. */
function exported(file) {
  return read(file).flatMap(declaration => {
    const { text, name } = declaration;
    if (name !== undefined) return [declaration];
    const from = /^export .* from "\.\/([\w.]+)\.js";$/s.exec(text)?.[1];
    if (from === undefined) return [];
    const there = exported(from);
    const names = /\{([^}]*)\}/
      .exec(text)?.[1]
      .split(",")
      .map(item => item.trim());
    return names === undefined ? there : there.filter(({ name }) => names.includes(name));
  });
}

const code = text => `\`\`\`ts\n${text.replace(/^export (declare )?/, "")}\n\`\`\``;
const paragraphs = (...parts) => parts.filter(Boolean).join("\n\n");

function members({ name, text }) {
  const lines = text.split("\n").slice(1, -1);
  // A constructor that nobody is meant to call has no comment.
  const all = declarations(lines, 4).filter(
    ({ text, comment }) =>
      !/^(private|#)/.test(text) && (comment || !text.startsWith("constructor")),
  );
  return all.map(({ comment, text }) => {
    const member = /^(?:readonly |get )*(\[?[\w.]+\]?)/.exec(text)[1];
    const title =
      member === "constructor"
        ? `new ${name}`
        : `${name}.${member}`.replace(/\.\[.*/, "[Symbol.dispose]");
    return paragraphs(`#### ${title}`, code(text), comment);
  });
}

function entry(declaration) {
  const { kind, name, comment, text } = declaration;
  if (kind !== "class") return paragraphs(`### ${name}`, code(text), comment);
  const [head] = text.split("\n");
  const base = / extends (\w+)/.exec(head)?.[1];
  return paragraphs(
    `### ${name}`,
    base && `A class that extends \`${base}\`.`,
    comment,
    ...members(declaration),
  );
}

/** The reference, as Markdown. */
export function reference() {
  const all = exported("index");
  const own = file => exported(file).filter(({ name }) => !all.some(other => other.name === name));
  const of = (...kinds) => all.filter(({ kind }) => kinds.includes(kind)).map(entry);
  const types = all.filter(({ kind }) => kind === "interface" || kind === "type");
  const single = types.filter(
    ({ name }) => !all.some(other => other.name === name && other.kind === "const"),
  );
  return `${paragraphs(
    "# API of the npm package",
    "Written from the comments in the source (`pkg/src`) by `cargo xtask docs`. Positions are in UTF-16 code units unless said otherwise.",
    "## Functions and values",
    ...of("function", "const"),
    "## Classes",
    ...of("class"),
    "## Types",
    ...single.map(entry),
    "## scimlens/web",
    "All of the above, and:",
    ...own("web")
      .filter(({ kind }) => kind === "function")
      .map(entry),
    "## scimlens/slim",
    "All of the above, and:",
    ...own("slim")
      .filter(({ kind }) => kind === "function")
      .map(entry),
    "## Types of both",
    ...own("web")
      .filter(({ kind }) => kind === "type")
      .map(entry),
  )}\n`;
}
