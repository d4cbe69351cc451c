import { go } from '../../route/navigate'
import { HOME } from '../../route/route'
import { Icon } from '../Icon'

/** The link from a page to the world. */
export function BackLink() {
  return (
    <a className="tool" href="/" onClick={(e) => {
      e.preventDefault()
      go(HOME)
    }}><Icon name="reset" size={13} /> To the world</a>
  )
}
