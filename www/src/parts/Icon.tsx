import type { IconNode } from "lucide";
import { h } from "preact";

/** A lucide icon: 16 px, 1.5 px stroke. It says nothing by itself; a word or a label stands beside it. */
export function Icon({ icon, size = 16 }: { icon: IconNode; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={(1.5 * 24) / size}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {icon.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
