/* Taking a photo: in the page where the phone allows it, by the camera app, or from the album. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const WANTED = { audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 4096 }, height: { ideal: 3072 } } };
  const LONGEST = 2560;
  let stream = null;
  let starting = null;

  const isLive = () => Boolean(stream) && stream.getVideoTracks().some((track) => track.readyState === 'live');

  /* Between the near photo and the far one the camera stays open: starting it takes a second. Who
     asks while it starts waits for the same start: a second one would break off the first and leave
     its camera running for nobody. */
  function start(video) {
    if (isLive()) return Promise.resolve();
    starting = starting || begin(video).finally(() => { starting = null; });
    return starting;
  }

  async function begin(video) {
    stop();
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) throw new DOMException('no camera in the page', 'NotFoundError');
    stream = await navigator.mediaDevices.getUserMedia(WANTED);
    video.srcObject = stream;
    await video.play();
  }

  function stop() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
  }

  /* Why there is no picture, as the key of a sentence. */
  function faultOf(error) {
    if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return 'finder_denied';
    return error.name === 'NotFoundError' ? 'finder_missing' : 'finder_failed';
  }

  /* A still: by ImageCapture at the sensor's size, else the frame that the viewfinder shows. */
  async function shoot(video) {
    const track = stream.getVideoTracks()[0];
    if (self.ImageCapture) {
      try { return await new ImageCapture(track).takePhoto(); } catch (_) { /* some drivers refuse: the frame serves */ }
    }
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    return new Promise((done, failed) => {
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no frame'))), 'image/jpeg', 0.92);
    });
  }

  const hex = (buffer) => Array.from(new Uint8Array(buffer), (octet) => octet.toString(16).padStart(2, '0')).join('');

  /* A photo as it is kept: its bytes are read once, so that a file that vanishes later is no loss. */
  async function photoOf(blob, role, source) {
    let bytes = await blob.arrayBuffer();
    let type = blob.type || 'image/jpeg';
    let shrunk = false;
    if (bytes.byteLength > 1.5e6 && (await Field.store.lacksRoom())) {
      const smaller = await shrink(blob);
      if (smaller && smaller.size < bytes.byteLength) { bytes = await smaller.arrayBuffer(); type = smaller.type; shrunk = true; }
    }
    return {
      role, source, shrunk,
      sha256: hex(await crypto.subtle.digest('SHA-256', bytes)),
      bytes: bytes.byteLength,
      blob: new Blob([bytes], { type }),
      taken_at: new Date().toISOString(),
      fixes: Field.position.watched(),
    };
  }

  async function shrink(blob) {
    if (!self.createImageBitmap) return null;
    const picture = await createImageBitmap(blob, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
  }

  Field.camera = { start, stop, shoot, photoOf, faultOf, isLive };
})();
