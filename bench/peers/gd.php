<?php
// Frames photos with PHP's GD: gd.php FRAME (see worker.ts for the protocol, peer.ts for the JSON).
// From quality 90 on its JPEG has full colour (4:4:4), as GD gives no choice.

if (!function_exists('imagecreatefromjpeg')) {
    echo "not installed\n";
    exit;
}
ini_set('memory_limit', '-1');
$frame = json_decode($argv[1]);
$overlay = imagecreatefrompng($frame->overlay);

function make($photos, $out)
{
    global $frame, $overlay;
    $canvas = imagecreatetruecolor($frame->width, $frame->height);
    foreach ($frame->slots as $slot) {
        $photo = imagecreatefromjpeg($photos[$slot->shot - 1]);
        [$width, $height] = [imagesx($photo), imagesy($photo)];
        $scale = max($slot->width / $width, $slot->height / $height);
        [$w, $h] = [(int) round($slot->width / $scale), (int) round($slot->height / $scale)];
        [$x, $y] = [intdiv($width - $w, 2), intdiv($height - $h, 2)];
        imagecopyresampled($canvas, $photo, $slot->x, $slot->y, $x, $y, $slot->width, $slot->height, $w, $h);
    }
    imagecopy($canvas, $overlay, 0, 0, 0, 0, $frame->width, $frame->height);
    imagejpeg($canvas, $out, $frame->quality);
}

echo "ready\n";
while (($line = fgets(STDIN)) !== false) {
    $job = json_decode($line);
    $started = hrtime(true);
    make($job->photos, $job->out);
    echo (hrtime(true) - $started) / 1e6, "\n";
}
