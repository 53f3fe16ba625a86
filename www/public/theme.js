// Before the first paint, so that a chosen theme doesn't flash. frame/theme.ts does the rest.
try {
  const theme = localStorage.getItem("scimlens/theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the theme of the system.
}
