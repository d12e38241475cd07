/// How pages look: a column of cards, wide and narrow, light, dark and printed; nothing is fetched.
enum PageStyle {
  static let sheet = Markup.StaticText(
    """
    *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--text);\
    font:15px/1.5 system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}
    main{max-width:1048px;margin:0 auto;padding:24px}h1{font-size:26px;line-height:1.25;margin:0 0 4px}
    h2{font-size:19px;margin:40px 0 8px;padding-top:14px;border-top:1px solid var(--grid)}h3{font-size:15px;margin:0 0 8px}
    p{margin:0 0 10px;max-width:80ch}h1,h2,h3,p,td,th,dd,dt,li,summary,figcaption,code{overflow-wrap:anywhere;\
    unicode-bidi:isolate}.muted{color:var(--muted)}
    """,
    """
    .verdict{font-size:20px;line-height:1.4;margin:14px 0;max-width:70ch}.cards{display:grid;gap:12px;margin:16px 0;\
    grid-template-columns:repeat(auto-fit,minmax(150px,1fr))}.card{border:1px solid var(--grid);border-radius:8px;\
    padding:12px 14px;min-width:0}.card .figure{font-size:25px;font-weight:650;line-height:1.2;overflow-wrap:anywhere}
    .card .name{color:var(--muted);font-size:13px}.card .more{font-size:13px;color:var(--muted);margin-top:2px}
    """,
    """
    .warning{border-left:4px solid var(--bad);padding:8px 14px;margin:12px 0;background:\
    color-mix(in srgb,var(--bad) 10%,transparent)}.fine{border-left:4px solid var(--good);padding:8px 14px;margin:12px 0;\
    background:color-mix(in srgb,var(--good) 10%,transparent)}.warning p:last-child,.fine p:last-child{margin:0}
    .pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:20px}figure{margin:14px 0;min-width:0}
    figure svg{max-width:100%;height:auto;display:block}svg.narrow{display:none}figcaption{font-weight:600;\
    margin-bottom:8px}figcaption span{display:block;font-weight:400;color:var(--muted);font-size:13px;max-width:80ch}
    """,
    """
    .table{overflow-x:auto;margin:10px 0;max-width:100%}table{border-collapse:collapse;font-size:13.5px;\
    font-variant-numeric:tabular-nums}th,td{padding:4px 10px;border-bottom:1px solid var(--grid);text-align:left;\
    vertical-align:top;min-width:10.5em;max-width:34em}th.n,td.n{text-align:right;white-space:nowrap;min-width:0}thead th{color:var(--muted);\
    font-weight:600}tr.own td{font-weight:650}tr.wrong td{background:color-mix(in srgb,var(--bad) 12%,transparent)}
    details{margin:6px 0}summary{cursor:pointer;color:var(--muted);font-size:13px}details .table{max-height:420px;\
    overflow:auto}code{font-family:ui-monospace,'DejaVu Sans Mono',monospace;font-size:13px}
    """,
    """
    pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--grid);border-radius:6px;padding:10px 12px;\
    margin:8px 0}dl{display:grid;grid-template-columns:minmax(110px,max-content) minmax(0,1fr);gap:4px 18px;margin:10px 0}
    dt{color:var(--muted)}dd{margin:0}footer{margin-top:48px;border-top:1px solid var(--grid);padding-top:12px;\
    color:var(--muted);font-size:13px}
    """,
    """
    @media screen and (max-width:760px){main{padding:20px 16px}.pair{grid-template-columns:minmax(0,1fr);gap:0}.verdict{font-size:18px}\
    h1{font-size:22px}dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin-bottom:8px}
    svg.wide{display:none!important}svg.narrow{display:block!important}}
    @media print{main{max-width:none;padding:0}details:not([open]){display:none}figure,.card,tr{break-inside:avoid}h2{break-after:avoid}\
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    """)
}
