import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { openLink } from "../share/opened.ts";
import { useValue } from "../state/value.ts";
import { announced } from "./announce.ts";
import { Bar } from "./Bar.tsx";
import { type Engine, loadEngine, useLoading } from "./engine.ts";
import { facts } from "./facts.ts";
import { Notices } from "./Notices.tsx";
import { Rail } from "./Rail.tsx";
import { type Room, type RoomProps, roomOf } from "./rooms.ts";
import { Failed, Skeleton } from "./Skeleton.tsx";

/** The frame that all rooms stand in. */
export function Frame() {
  const room = useRoom();
  const loading = useLoading(loadEngine);
  const opened = useOpened(room);
  const message = useValue(announced);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the room
      </button>
      <Bar room={room} />
      <Rail current={room} />
      <main id="main" tabIndex={-1} aria-busy={loading.state === "loading"}>
        <Notices />
        {loading.state === "loading" && <Skeleton />}
        {loading.state === "failed" && <Failed reason={loading.reason} />}
        {loading.state === "ready" &&
          opened.map(one => (
            <Opened key={one.id} room={one} active={one === room} engine={loading.engine} />
          ))}
      </main>
      <Foot />
      <div class="unseen" role="status" aria-live="polite">
        {message}
      </div>
    </>
  );
}

/** The room in the address. */
function useRoom(): Room {
  const [room, setRoom] = useState(() => roomOf(location.hash));
  useEffect(() => {
    const follow = () => {
      const next = roomOf(location.hash);
      setRoom(next);
      // A link that is opened in a page that is there already.
      if (location.hash.includes("?s=")) void next.load().then(() => openLink(next));
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  useEffect(() => {
    document.title = `${room.title} · scimlens playground`;
  }, [room]);
  return room;
}

/** The rooms that were entered: they stay as they were left, undo history and all. */
function useOpened(room: Room): readonly Room[] {
  const [opened, setOpened] = useState<readonly Room[]>([room]);
  if (!opened.includes(room)) setOpened([...opened, room]);
  return opened;
}

function Opened({ room, active, engine }: { room: Room; active: boolean; engine: Engine }) {
  const [Content, setContent] = useState<ComponentType<RoomProps>>();
  const [reason, setReason] = useState<string>();
  useEffect(() => {
    room.load().then(
      content => {
        setContent(() => content);
        // What a link brings is for the room that the page begins with.
        if (active) void openLink(room);
      },
      error => setReason(String(error)),
    );
  }, [room]);
  return (
    <div class="room" hidden={!active}>
      {Content && <Content engine={engine} active={active} />}
      {!Content && (reason === undefined ? <Skeleton /> : <Failed reason={reason} />)}
    </div>
  );
}

function Foot() {
  const { left, right, away } = useValue(facts);
  return (
    <footer class="foot">
      {left.map(([value, what]) => (
        <span key={value}>
          <b>{value}</b> {what}
        </span>
      ))}
      <span class="grow" />
      <span class="number">
        {[...right, away === undefined ? "nothing leaves this tab" : `requests go to ${away}`].join(
          " · ",
        )}
      </span>
    </footer>
  );
}
