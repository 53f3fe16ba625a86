import { X } from "lucide";
import { Icon } from "../parts/Icon.tsx";
import { dismiss, forgetAside, notices, type StorageNotice } from "../state/storage.ts";
import { useValue } from "../state/value.ts";

/** What the reader should know of the stored state. */
export function Notices() {
  const all = useValue(notices);
  return (
    <div class="notices" role="status">
      {all.map(notice => (
        <div key={notice.kind === "aside" ? notice.key : notice.kind} class="notice">
          <span class="dot warning" aria-hidden="true" />
          <p>{sentence(notice)}</p>
          {notice.kind === "aside" && (
            <>
              <button type="button" class="fix" onClick={() => download(notice.key, notice.text)}>
                Download it
              </button>
              <button type="button" class="fix" onClick={() => forgetAside(notice.key)}>
                Delete it
              </button>
            </>
          )}
          <button type="button" class="ghost" aria-label="Dismiss" onClick={() => dismiss(notice)}>
            <Icon icon={X} />
          </button>
        </div>
      ))}
    </div>
  );
}

function sentence(notice: StorageNotice): string {
  switch (notice.kind) {
    case "aside": {
      const time = notice.time.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
      return `The stored state of ${notice.title} could not be read. It was kept aside on ${time}, and the room starts with its example.`;
    }
    case "full":
      return "This browser has no room left for the state. What you type is kept until this tab is closed; copy what you need.";
    case "none":
      return "This browser lets the page store nothing. What you type is kept until this tab is closed.";
  }
}

function download(key: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${key.replaceAll(/[^\w-]+/g, "-")}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
