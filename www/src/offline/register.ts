/**
 * Keeps the page for visits without a network. `switches.json` beside the page can take that back: where its
 * `serviceWorker` is false, every worker of the page and all that it kept is removed.
 */
export async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    if (await isOff()) await removeAll();
    else await navigator.serviceWorker.register("./sw.js");
  } catch {
    // Private windows and full disks: the page is there all the same, with a network.
  }
}

async function isOff(): Promise<boolean> {
  try {
    const response = await fetch("./switches.json", { cache: "no-store" });
    const switches = (await response.json()) as { serviceWorker?: unknown };
    return switches.serviceWorker === false;
  } catch {
    // Without a network nothing is switched.
    return false;
  }
}

async function removeAll(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  const own = new URL("./", location.href).href;
  await Promise.all(
    registrations.filter(({ scope }) => scope === own).map(one => one.unregister()),
  );
  const names = await caches.keys();
  await Promise.all(
    names.filter(name => name.startsWith("scimlens-")).map(name => caches.delete(name)),
  );
}
