import { X } from "lucide";
import { directoryNotices } from "../directory/directory.ts";
import type { DirectoryNotice } from "../directory/protocol.ts";
import { download } from "../parts/download.ts";
import { Icon } from "../parts/Icon.tsx";
import { type LinkNotice, linkNotice } from "../share/opened.ts";
import { dismiss, forgetAside, notices, type StorageNotice } from "../state/storage.ts";
import { useValue } from "../state/value.ts";

/** What the reader should know of the stored state. */
export function Notices() {
  const all = useValue(notices);
  const ofDirectory = useValue(directoryNotices);
  const ofLink = useValue(linkNotice);
  return (
    <div class="notices" role="status">
      {all.map(notice => (
        <div key={notice.kind === "aside" ? notice.key : notice.kind} class="notice">
          <span class="dot warning" aria-hidden="true" />
          <p>{sentence(notice)}</p>
          {notice.kind === "aside" && (
            <>
              <button
                type="button"
                class="fix"
                onClick={() =>
                  download(new Blob([notice.text]), `${notice.key.replaceAll(/[^\w-]+/g, "-")}.txt`)
                }
              >
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
      {ofLink && (
        <div class="notice">
          <span class="dot warning" aria-hidden="true" />
          <p>{linkSentence(ofLink)}</p>
          {ofLink.kind === "opened" && (
            <button
              type="button"
              class="fix"
              onClick={() => {
                ofLink.back();
                linkNotice.set(undefined);
              }}
            >
              Back to what was here
            </button>
          )}
          <button
            type="button"
            class="ghost"
            aria-label="Dismiss"
            onClick={() => linkNotice.set(undefined)}
          >
            <Icon icon={X} />
          </button>
        </div>
      )}
      {ofDirectory.map(notice => (
        <div key={notice.kind} class="notice">
          <span class="dot warning" aria-hidden="true" />
          <p>{directorySentence(notice)}</p>
          <button
            type="button"
            class="ghost"
            aria-label="Dismiss"
            onClick={() =>
              directoryNotices.set(directoryNotices.now.filter(other => other !== notice))
            }
          >
            <Icon icon={X} />
          </button>
        </div>
      ))}
    </div>
  );
}

function linkSentence(notice: LinkNotice): string {
  switch (notice.kind) {
    case "opened":
      return `${notice.room.title} shows what came with the link.`;
    case "newer":
      return "The link is of a newer version of this page, which can't read it. Nothing was changed; reload to get the newer page.";
    case "damaged":
      return "The link can't be read: a part of it is missing or was changed. Nothing was changed here.";
  }
}

function directorySentence(notice: DirectoryNotice): string {
  switch (notice.kind) {
    case "full":
      return "This browser has no room left for the directory. The change was taken back, and what was there is kept; export it, or empty the directory.";
    case "definitions":
      return `The directory can't take your schemas as they are now, because of what it holds: it goes on with the ones before. Delete those resources, or define their type again. ${notice.reason}`;
    case "none":
      return "This browser lets the page store nothing. The directory is kept until this tab is closed.";
    case "newer":
      return "The stored directory is of a newer version of this page. It was left as it is; this tab has a directory of its own until it is closed.";
    case "aside": {
      const changes = notice.records === 1 ? "1 change" : `${notice.records} changes`;
      return `${changes} of the stored directory could not be read and were set aside; what was before them is there. ${notice.reason}`;
    }
  }
}

function sentence(notice: StorageNotice): string {
  switch (notice.kind) {
    case "aside": {
      const time = notice.time.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
      return `The stored state of ${notice.title} could not be read. It was kept aside on ${time}, and the room starts with its example.`;
    }
    case "full":
      return "This browser has no room left for the state. What you type is kept until this tab is closed; copy what you need.";
    case "definitions":
      return "Your own schemas can't be loaded by this version any more, so the built-in ones alone are in force. The text is kept; Schemas says what is wrong with it.";
    case "none":
      return "This browser lets the page store nothing. What you type is kept until this tab is closed.";
  }
}
