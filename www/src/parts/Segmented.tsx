import type { IconNode } from "lucide";
import { Icon } from "./Icon.tsx";

interface Segment<T extends string> {
  readonly value: T;
  readonly title: string;
  readonly icon: IconNode;
}

interface SegmentedProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly value: T;
  readonly segments: readonly Segment<T>[];
  onPick(value: T): void;
}

/** A few choices side by side, one of them taken. */
export function Segmented<T extends string>({
  name,
  label,
  value,
  segments,
  onPick,
}: SegmentedProps<T>) {
  return (
    <fieldset class="segmented">
      <legend class="unseen">{label}</legend>
      {segments.map(segment => (
        <label key={segment.value} title={segment.title}>
          <input
            type="radio"
            name={name}
            class="unseen"
            checked={segment.value === value}
            onChange={() => onPick(segment.value)}
          />
          <Icon icon={segment.icon} />
          <span class="unseen">{segment.title}</span>
        </label>
      ))}
    </fieldset>
  );
}
