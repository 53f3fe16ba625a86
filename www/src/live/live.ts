import type { WrittenRequest } from "../requests/request.ts";
import type { LiveAnswer, LiveRequest } from "./protocol.ts";

type Answered = Extract<LiveAnswer, { status: number }>;

let frame: Promise<HTMLIFrameElement> | undefined;
let next = 1;

/** Sends a request to another host. An Error says why there is no answer. */
export async function sendLive(request: WrittenRequest): Promise<Answered> {
  frame ??= open();
  const target = (await frame).contentWindow;
  const id = next++;
  return new Promise((resolve, reject) => {
    const listen = ({ source, origin, data }: MessageEvent<LiveAnswer>) => {
      if (source !== target || origin !== location.origin || data.id !== id) return;
      removeEventListener("message", listen);
      if ("error" in data) reject(new Error(data.error));
      else resolve(data);
    };
    addEventListener("message", listen);
    const { method, url, headers, body } = request;
    const message: LiveRequest = { id, method, url, headers, body };
    target?.postMessage(message, location.origin);
  });
}

function open(): Promise<HTMLIFrameElement> {
  const made = document.createElement("iframe");
  made.hidden = true;
  made.title = "Requests to another host";
  made.src = "./live.html";
  return new Promise((resolve, reject) => {
    const listen = ({ source, data }: MessageEvent) => {
      if (source !== made.contentWindow || data !== "ready") return;
      removeEventListener("message", listen);
      resolve(made);
    };
    addEventListener("message", listen);
    made.addEventListener("error", () => reject(new Error("The frame can't be loaded.")));
    document.body.append(made);
  });
}

/** Forgets the frame, and with it what it may still be waiting for. */
export async function closeLive(): Promise<void> {
  const open = frame;
  frame = undefined;
  (await open)?.remove();
}
