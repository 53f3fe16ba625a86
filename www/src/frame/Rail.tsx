import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../parts/Icon.tsx";
import { ROOMS, type Room } from "./rooms.ts";

/** The rooms: a rail beside the page, a bar under it where it is narrow. */
export function Rail({ current }: { current: Room }) {
  const rail = useRef<HTMLElement>(null);
  // Where it is narrow the bar has more rooms than fit.
  useEffect(() => {
    rail.current
      ?.querySelector("[aria-current]")
      ?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [current]);
  const groups = [...new Set(ROOMS.map(room => room.group ?? ""))];
  return (
    <nav ref={rail} class="rail" aria-label="Rooms">
      {groups.map(group => (
        <div key={group} class="rail-group">
          {group && <h2>{group}</h2>}
          {ROOMS.filter(room => (room.group ?? "") === group).map(room => (
            <a
              key={room.id}
              href={`#/${room.id}`}
              aria-current={room === current ? "page" : undefined}
            >
              <Icon icon={room.icon} />
              {room.title}
            </a>
          ))}
        </div>
      ))}
    </nav>
  );
}
