import { endWhenOver } from './ends.ts'
import { playFilm } from './film.ts'
import { bringPicture } from './picture.ts'
import { offerPosting } from './post.ts'
import { offerShareSheet } from './share-sheet.ts'
import { takeSignature } from './signature.ts'
import { tellWhenOffline } from './weather.ts'

endWhenOver()
tellWhenOffline()
offerShareSheet(bringPicture())
playFilm()
offerPosting()
takeSignature()
