import { createHash } from "node:crypto";
import type { StatusPageLook } from "./services.ts";

const STYLE = `
:root{--ground:light-dark(#f4f6f8,#0e1318);--surface:light-dark(#fff,#161c23);--line:light-dark(#d9dfe6,#2a333e);
--text:light-dark(#15202b,#e7ecf2);--muted:light-dark(#536071,#a0adbc);--link:light-dark(#1d4fd7,#8fb0ff);
--good:light-dark(#0b7a5e,#45c9a3);--warn:light-dark(#8a5a00,#f2b84b);--bad:light-dark(#b3261e,#ff8a75);
--still:light-dark(#5d6977,#93a0ae);--empty:light-dark(#d3dae1,#2e3843)}
*{box-sizing:border-box}
html{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--text);background:var(--ground);
-webkit-text-size-adjust:100%}
html:lang(zh){line-height:1.7;font-family:system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
body{margin:0;border-top:5px solid var(--accent);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
header,main,footer{max-width:60rem;margin:0 auto;padding:0 1rem}
header{display:flex;justify-content:space-between;gap:1rem;padding-top:1rem;padding-bottom:1rem}
a{color:var(--link);text-underline-offset:.18em}
h1,h2,h3,p,dl,dd,ul,figure{margin:0;padding:0}
h1{font-size:1rem;font-weight:600;overflow-wrap:anywhere}h2{font-size:1.05rem}h3{font-size:1rem;font-weight:600;overflow-wrap:anywhere}
.state{display:flex;align-items:center;gap:1rem;padding:1.75rem 1.5rem;border:1px solid var(--line);border-radius:12px;background:var(--surface)}
.state svg{width:2.5rem;height:2.5rem;flex:none}.state p:first-child{font-size:1.75rem;font-weight:650;line-height:1.25}
.good{color:var(--good)}.warn,.flapping,.suspect,.degraded,.major{color:var(--warn)}.bad,.down,.critical{color:var(--bad)}.still{color:var(--still)}
.muted{color:var(--muted)}
.stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(6.5rem,1fr));gap:.75rem;margin:1rem 0}
.stats div,.card{padding:.9rem 1.1rem;border:1px solid var(--line);border-radius:12px;background:var(--surface)}
.stats dt{color:var(--muted)}.stats dd{font-size:1.5rem;font-weight:620}
.card{margin-bottom:1rem;min-width:0;overflow-x:auto}.card h2{margin-bottom:.5rem}
.group+.group{margin-top:1.25rem;padding-top:1.25rem;border-top:1px solid var(--line)}
.row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.bars{display:block;width:100%;height:44px;margin:.5rem 0 .25rem}
.bars .b-good{fill:var(--good)}.bars .b-warn{fill:var(--warn)}.bars .b-bad{fill:var(--bad)}.bars .b-still{fill:var(--empty)}
.ends{color:var(--muted);font-size:.85rem}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin-top:1rem;color:var(--muted);font-size:.85rem;list-style:none}
.key svg{display:inline-block;width:.6rem;height:1rem;margin:0 .35rem 0 0;vertical-align:-.15rem}
details{margin-top:.25rem;font-size:.9rem}summary{color:var(--muted);cursor:pointer;width:max-content}
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .75rem .3rem 0;text-align:start;vertical-align:top;border-bottom:1px solid var(--line)}
th{font-weight:560}thead th{color:var(--muted);font-size:.85rem}td,tbody th{overflow-wrap:anywhere}
footer{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding-top:.5rem;padding-bottom:2rem;color:var(--muted);font-size:.85rem}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
@media (max-width:40rem){.state{padding:1.25rem 1rem}.state p:first-child{font-size:1.4rem}.stats dd{font-size:1.25rem}
.minor th:last-child,.minor td:last-child{display:none}.worst th:nth-child(3),.worst td:nth-child(3){display:none}}
@media print{body{border:0}.state,.card,.stats div{break-inside:avoid}footer a,header a{display:none}}
`;

const SCHEMES = { system: "light dark", light: "light", dark: "dark" } as const;
const ACCENT = "#1d4fd7";

/** The style of the page, in the colours of this house. */
export function statusStyle({ accent, theme = "system" }: StatusPageLook): string {
  // Checked where it was declared; here once more, since it becomes part of the page.
  const colour = accent !== undefined && /^#[0-9A-Fa-f]{6}$/.test(accent) ? accent : ACCENT;
  return `:root{color-scheme:${SCHEMES[theme]};--accent:${colour}}${STYLE}`;
}

/** Content-Security-Policy of a page with this style: its own style by its hash, and nothing else. */
export function statusPolicy(style: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
