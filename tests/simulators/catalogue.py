"""What exists on the simulated platform at this moment."""

from collections.abc import Iterable

from tests.simulators.models import SimulatedCreator, SimulatedVideo


class Catalogue:
    """Creators by handle and videos by id; a video may be changed or taken down while the server runs."""

    def __init__(self, creators: Iterable[SimulatedCreator], videos: Iterable[SimulatedVideo]) -> None:
        self._creators = {creator.handle: creator for creator in creators}
        self._videos: dict[str, SimulatedVideo] = {}
        for video in videos:
            self.put(video)

    def put_creator(self, creator: SimulatedCreator) -> None:
        self._creators[creator.handle] = creator

    def put(self, video: SimulatedVideo) -> None:
        """Adds a video, or replaces the one of the same id.

        Raises:
            ValueError: its creator is not in this world.
        """
        if video.handle not in self._creators:
            raise ValueError(f"video {video.id}: creator {video.handle} is unknown; add the creator first")
        self._videos[video.id] = video

    def take_down(self, video_id: str) -> None:
        """Removes a video from every answer.

        Raises:
            KeyError: there is no such video.
        """
        del self._videos[video_id]

    def creator(self, handle: str) -> SimulatedCreator | None:
        return self._creators.get(handle)

    def video(self, video_id: str) -> SimulatedVideo | None:
        return self._videos.get(video_id)

    def video_behind(self, short_code: str) -> SimulatedVideo | None:
        """The video that a short link `vm.tiktok.com/<code>` leads to."""
        return next((video for video in self._videos.values() if video.short_code == short_code), None)

    def newest_first(self) -> list[SimulatedVideo]:
        return sorted(self._videos.values(), key=lambda video: (video.created_at, video.id), reverse=True)

    def newest_first_of(self, open_id: str) -> list[SimulatedVideo]:
        return [video for video in self.newest_first() if self._creators[video.handle].open_id == open_id]
