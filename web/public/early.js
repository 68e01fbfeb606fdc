// Before the first paint, so that nobody who chose dark is shown a white flash. What it reads is written by preferences.ts.
(function () {
  try {
    var theme = localStorage.getItem("rdpulse.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    var language = localStorage.getItem("rdpulse.language");
    if (language !== "en" && language !== "zh") language = /^zh\b/i.test(navigator.language) ? "zh" : "en";
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  } catch {
    // No storage here: the browser's own choice holds.
  }
})();
