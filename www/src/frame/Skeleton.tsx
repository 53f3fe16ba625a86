import { RotateCw } from "lucide";
import { Icon } from "../parts/Icon.tsx";

const LINES = ["w2", "w5", "w6", "w4", "w7", "w5", "w3", "w2"];

/** The room before it is there: the same lines at the same places. */
export function Skeleton() {
  return (
    <div class="room skeleton">
      <div class="bench">
        <span class="bone pill" />
        <span class="bone pill" />
      </div>
      <div class="panes">
        <div class="column">
          <div class="head">
            <p class="loading">Loading the engine…</p>
          </div>
          <div class="bones">
            {LINES.map((width, index) => (
              <span key={`${index} ${width}`} class={`bone ${width}`} />
            ))}
          </div>
        </div>
        <div class="column">
          <div class="head" />
          <div class="bones" />
        </div>
      </div>
    </div>
  );
}

/** The room that can't be there: what happened, what was kept, what to do. */
export function Failed({ reason }: { reason: string }) {
  return (
    <div class="failed" role="alert">
      <h2>The engine could not be loaded</h2>
      <p>
        The toolkit is a WebAssembly module beside this page. Either it could not be fetched, or
        this browser does not run WebAssembly here. What you had typed is still stored in this
        browser.
      </p>
      <p class="reason">
        <code>{reason}</code>
      </p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        <Icon icon={RotateCw} /> Try again
      </button>
    </div>
  );
}
