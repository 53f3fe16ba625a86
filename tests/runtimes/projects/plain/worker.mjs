import { settle } from "../settle.mjs";

settle(async () => {
  const worker = new Worker(new URL("./in-worker.mjs", import.meta.url), { type: "module" });
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = event => reject(new Error(event.message));
  });
  worker.terminate();
  return answer;
});
