import "./styles/main.css";
import { render } from "preact";
import { loadEngine } from "./frame/engine.ts";
import { Frame } from "./frame/Frame.tsx";
import { roomOf } from "./frame/rooms.ts";
import { keepOffline } from "./offline/register.ts";
import { listAside } from "./state/storage.ts";

// All at once: the frame paints while the room and the engine are on their way. Failures are shown by the frame.
loadEngine().catch(() => {});
roomOf(location.hash)
  .load()
  .catch(() => {});
listAside();

const app = document.getElementById("app");
if (app) render(<Frame />, app);

// After all that the reader waits for.
addEventListener("load", () => setTimeout(() => void keepOffline(), 2_000));
