/**
 * Noto Sans for Arabic, Hebrew, Devanagari, Chinese, Japanese and Korean, in every weight. Each comes in files of some
 * letters each (CSS Fonts 4, unicode-range), and a page fetches those whose letters it shows.
 */
import '@fontsource-variable/noto-sans-arabic'
import '@fontsource-variable/noto-sans-devanagari'
import '@fontsource-variable/noto-sans-hebrew'
import '@fontsource-variable/noto-sans-jp'
import '@fontsource-variable/noto-sans-kr'
import '@fontsource-variable/noto-sans-sc'
import './scripts.css'
