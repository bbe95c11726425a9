// Runs before the first paint, so that a page in the chosen theme never flashes in the other one. A file of its own, since
// the content security policy refuses inline scripts.
(function () {
  try {
    var theme = localStorage.getItem('argus-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system's preference holds.
  }
})();
