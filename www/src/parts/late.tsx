import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A part of the page whose code is fetched when it is first shown; until then something stands in its place. */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: ComponentChildren = null,
): ComponentType<Props> {
  return function Late(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props>>();
    useEffect(() => {
      void load().then(part => setPart(() => part));
    }, []);
    return Part ? <Part {...props} /> : meanwhile;
  };
}
