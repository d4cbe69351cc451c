import { chromium } from 'playwright-core'
const b = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--headless','--no-sandbox','--disable-gpu','--use-gl=angle','--use-angle=swiftshader','--enable-unsafe-swiftshader']})
const p = await (await b.newContext({viewport:{width:1440,height:900}})).newPage()
p.on('pageerror',e=>console.log('err',e.message)); p.on('console',m=>m.type()==='error'&&console.log(m.text()))
await p.goto('http://127.0.0.1:18000'); await p.waitForTimeout(Number(process.argv[3]||8000)); await p.screenshot({path:process.argv[2]}); await b.close()
