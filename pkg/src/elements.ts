import type { Extension } from "@codemirror/state";
import { type Completer, scimDocument, scimFilter } from "./codemirror.ts";
import { ScimDiagnosticsElement } from "./elements-diagnostics.ts";
import { FieldElement } from "./elements-field.ts";
import type { Diagnostic, DocumentKind, Operation, Scim, ValidateOptions } from "./index.ts";

export { ScimDiagnosticsElement } from "./elements-diagnostics.ts";
export { FieldElement, type FoundDetail } from "./elements-field.ts";

/** What is asked of a toolkit by the elements. */
export type ElementsScim = Completer & Pick<Scim, "validate" | "checkFilter" | "tokenizeFilter">;

/**
 * An editor for a SCIM document: `<scim-editor>`. Beside the attributes of {@link FieldElement} it has `resource-type`,
 * `operation` and `kind`, as `Scim.validate` has them.
 */
export abstract class ScimEditorElement extends FieldElement {
  static override readonly observedAttributes: readonly string[] = [
    ...FieldElement.observedAttributes,
    "resource-type",
    "operation",
    "kind",
  ];
  protected abstract readonly scim: ElementsScim;

  protected override language(): Extension {
    return scimDocument(this.scim, () => this.#options());
  }

  protected override check(text: string): readonly Diagnostic[] {
    return this.scim.validate(text, this.#options()).diagnostics;
  }

  #options(): ValidateOptions {
    const resourceType = this.getAttribute("resource-type");
    const operation = this.getAttribute("operation");
    const kind = this.getAttribute("kind");
    return {
      ...(resourceType && { resourceType }),
      ...(operation && { operation: operation as Operation }),
      ...(kind && { kind: kind as DocumentKind }),
    };
  }
}

/** An editor for a filter, of one line: `<scim-filter>`. With `resource-type` it is checked against its schemas. */
export abstract class ScimFilterElement extends FieldElement {
  static override readonly observedAttributes: readonly string[] = [
    ...FieldElement.observedAttributes,
    "resource-type",
  ];
  protected abstract readonly scim: ElementsScim;
  protected override readonly oneLine = true;

  protected override language(): Extension {
    return scimFilter(this.scim, { resourceType: () => this.#type() });
  }

  protected override check(text: string): readonly Diagnostic[] {
    const resourceType = this.#type();
    return this.scim.checkFilter(text, resourceType === undefined ? {} : { resourceType });
  }

  #type(): string | undefined {
    return this.getAttribute("resource-type") ?? undefined;
  }
}

/**
 * Defines `<scim-editor>`, `<scim-filter>` and `<scim-diagnostics>`, with the toolkit that they check with. Another
 * `prefix` makes other names: for a second toolkit, or a registry of its own.
 */
export function defineElements(
  scim: ElementsScim,
  {
    prefix = "scim",
    registry = customElements,
  }: { prefix?: string; registry?: Pick<CustomElementRegistry, "define"> } = {},
): void {
  registry.define(
    `${prefix}-editor`,
    class extends ScimEditorElement {
      protected override readonly scim = scim;
    },
  );
  registry.define(
    `${prefix}-filter`,
    class extends ScimFilterElement {
      protected override readonly scim = scim;
    },
  );
  registry.define(`${prefix}-diagnostics`, class extends ScimDiagnosticsElement {});
}
