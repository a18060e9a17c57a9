/** The same conditions as in style.css. */
const isDark = matchMedia('(prefers-color-scheme: dark)');
const isHighContrast = matchMedia('(prefers-contrast: more), (forced-colors: active)');

/** Names the kind of the theme as VS Code does: what paints by the colours of the theme looks there for changes. */
export function followTheme(): void {
  const apply = (): void => {
    document.body.className = isHighContrast.matches
      ? `vscode-high-contrast${isDark.matches ? '' : ' vscode-high-contrast-light'}`
      : `vscode-${isDark.matches ? 'dark' : 'light'}`;
  };
  for (const query of [isDark, isHighContrast]) query.addEventListener('change', apply);
  apply();
}
