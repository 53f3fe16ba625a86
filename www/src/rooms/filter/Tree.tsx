import type { AttributePath, FilterNode, Range } from "scimlens/slim";

interface TreeProps {
  readonly node: FilterNode;
  /** The node that the cursor in the filter stands in. */
  readonly lit: Range | undefined;
  onLight(range: Range | null): void;
  onPick(range: Range): void;
}

/** The tree of a filter. Pointing at a node lights its text; choosing it selects the text. */
export function Tree(props: TreeProps) {
  return (
    <ul class="tree">
      <Node {...props} />
    </ul>
  );
}

function Node({ node, lit, onLight, onPick }: TreeProps) {
  const { range } = node;
  const on = lit !== undefined && lit.start === range.start && lit.end === range.end;
  return (
    <li>
      <button
        type="button"
        class={on ? "node on" : "node"}
        onPointerEnter={() => onLight(range)}
        onPointerLeave={() => onLight(null)}
        onFocus={() => onLight(range)}
        onBlur={() => onLight(null)}
        onClick={() => onPick(range)}
      >
        <Words node={node} />
      </button>
      {children(node).length > 0 && (
        <ul>
          {children(node).map(child => (
            <Node
              key={child.range.start}
              node={child}
              lit={lit}
              onLight={onLight}
              onPick={onPick}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

export function children(node: FilterNode): FilterNode[] {
  if (node.type === "and" || node.type === "or") return node.operands;
  if (node.type === "not") return [node.operand];
  return node.type === "valuePath" ? [node.filter] : [];
}

/** The innermost node at a position. */
export function nodeAt(node: FilterNode, position: number): FilterNode | undefined {
  if (position < node.range.start || position > node.range.end) return undefined;
  for (const child of children(node)) {
    const found = nodeAt(child, position);
    if (found) return found;
  }
  return node;
}

function Words({ node }: { node: FilterNode }) {
  switch (node.type) {
    case "and":
      return (
        <>
          <code class="tok-operator">and</code> <span>all of</span>
        </>
      );
    case "or":
      return (
        <>
          <code class="tok-operator">or</code> <span>any of</span>
        </>
      );
    case "not":
      return (
        <>
          <code class="tok-operator">not</code> <span>it is not so that</span>
        </>
      );
    case "present":
      return (
        <code>
          <Path path={node.path} /> <span class="tok-operator">pr</span>
        </code>
      );
    case "valuePath":
      return (
        <>
          <code>
            <Path path={node.path} />
            <span class="tok-mark">[ ]</span>
          </code>{" "}
          <span>one value of it with</span>
        </>
      );
    case "compare":
      return (
        <code>
          <Path path={node.path} /> <span class="tok-operator">{node.op}</span>{" "}
          <span class={typeof node.value === "string" ? "tok-string" : "tok-number"}>
            {JSON.stringify(node.value)}
          </span>
        </code>
      );
  }
}

function Path({ path }: { path: AttributePath }) {
  return (
    <>
      {path.urn && <span class="tok-urn">{path.urn}:</span>}
      <span class="tok-key">{path.sub ? `${path.name}.${path.sub}` : path.name}</span>
    </>
  );
}
