import { endWhenOver } from './ends.ts'
import { playFilm } from './film.ts'
import { bringPicture } from './picture.ts'
import { offerPosting } from './post.ts'
import { leadVisit, offerWayBack, takeLead } from './remote.ts'
import { offerShareSheet } from './share-sheet.ts'
import { takeSignature } from './signature.ts'
import { tellWhenOffline } from './weather.ts'

if (document.getElementById('remote')) {
  takeLead()
  leadVisit()
} else {
  endWhenOver()
  tellWhenOffline()
  offerWayBack()
  offerShareSheet(bringPicture())
  playFilm()
  offerPosting()
  takeSignature()
}
