/* Runs before the first paint: the theme of the system, unless this reader chose one. */
(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("aims.theme"); } catch { return null; } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => root.setAttribute("data-bs-theme", kept() || (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", set);
  set();
  root.classList.add("js");
})();
