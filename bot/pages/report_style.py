"""How the report looks beyond the other pages: tiles, two columns, and one sheet of A4 in print."""

from typing import Final

STYLE: Final = """\
h1{margin-bottom:0}h1+p{margin-top:.2rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}
.lead{font-size:1.25rem;line-height:1.4;margin:.8rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem}
.tiles div{border:1px solid var(--line);border-radius:6px;padding:.5rem .7rem;font-size:.85rem;
line-height:1.25;color:var(--soft)}
.tiles b{display:block;font-size:1.7rem;line-height:1.2;color:var(--ink)}
table{font-size:.85rem}th{font-size:.75rem;vertical-align:bottom;line-height:1.2}
th,td{padding:.25rem .5rem}td:first-child,th:first-child{padding-left:0}
td:last-child,th:last-child{padding-right:0}td small{color:var(--soft);margin-left:.3em}
svg.bar{width:10rem;height:.875rem;display:block}.two svg.bar{width:3.5rem}
.two td:first-child{width:50%}
.keys{font-size:.75rem;color:var(--soft);margin:.4rem 0}.keys span{margin-right:1rem}
.keys i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem}
.two section{min-width:0}.two figure{margin:0}
.which{display:block;font-size:.75rem;line-height:1.25;color:var(--soft);overflow-wrap:anywhere}
ul{margin:.2rem 0;padding-left:1.1rem;font-size:.9rem}
dl{border-top:1px solid var(--line);margin-top:1.4rem;padding-top:.5rem;font-size:.75rem;
line-height:1.35;color:var(--soft)}
dt,dd{display:inline;margin:0}dt{font-weight:600}dd::after{content:"";display:block}
@media (max-width:44rem){.two{display:block}}
@page{size:A4;margin:10mm 13mm}
@media print{*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:11px;line-height:1.3;padding:0}h1{font-size:18px}p{margin:.25rem 0}
h2{font-size:12px;margin:.5rem 0 .1rem}.lead{font-size:14px;margin:.35rem 0}
.tiles{grid-template-columns:repeat(5,1fr)}.tiles div{font-size:9.5px;padding:.15rem .5rem}
.tiles b{font-size:17px}table{font-size:10px}th{font-size:8.5px}th,td{padding:1.5px .3rem}
.scroll{overflow:visible}svg.bar{width:7.5rem;height:10px}.two svg.bar{width:2.6rem}
.keys,.which{font-size:8.5px;line-height:1.2;margin:.15rem 0}.which{margin:0}
ul{font-size:10.5px}.two{display:grid;gap:0 1.5rem}.two figure svg{max-height:88px}
dl{font-size:8px;margin-top:.4rem;padding-top:.3rem;line-height:1.2}}
"""
