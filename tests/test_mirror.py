"""Tests mirror the source: a module's tests are in the file of its name."""

from __future__ import annotations

from tests.helpers.places import ROOT

DECLARES_ONLY = {
    "__main__.py",
    "core/errors.py",
    "core/frames/frame.py",
    "core/frames/region.py",
    "core/levels/sample.py",
    "core/robust.py",
    "core/vetting/records.py",
    "gui/actions/spec.py",
    "gui/controls/folding.py",
    "gui/text/runs.py",
    "gui/workspace_signals.py",
    "runs/report_plan.py",
}
"""Nothing in them decides anything."""

TESTED_IN = {
    "core/frames/reading.py": "storage/captures/test_scan.py",
    # parts of one thing, which mean nothing alone
    "core/health/level_checks.py": "core/health/test_table.py",
    "core/health/pattern_checks.py": "core/health/test_table.py",
    "core/vetting/noise_leaders.py": "core/vetting/test_noise_alone.py",
    "core/health/sampled_frames.py": "core/health/test_measuring.py",
    "core/lazy_names.py": "test_library.py",
    "core/vetting/examiner.py": "core/vetting/test_session.py",
    "cli/survey.py": "cli/test_vet.py",
    "reports/frames.py": "cli/test_frames.py",
    "reports/mask.py": "cli/test_mask.py",
    "runs/verifying/files_kind.py": "runs/verifying/test_psf_kind.py",
    "runs/verifying/fits_kinds.py": "runs/verifying/test_verify.py",
    "runs/verifying/kinds.py": "runs/verifying/test_verify.py",
    "runs/verifying/table_kinds.py": "runs/verifying/test_verify.py",
    "storage/fits/file_digest.py": "storage/appdata/test_digests.py",
    "runs/injected_source.py": "gui/dialogs/test_injection.py",
    "storage/exports/mask_file.py": "runs/test_mask.py",
    "storage/exports/measured_psf_file.py": "runs/test_psf.py",
    "storage/lights/planes.py": "storage/lights/test_sensor_reader.py",
    "storage/fits/files.py": "storage/fits/test_disk_errors.py",
    "storage/fits/layout.py": "storage/fits/test_frame.py",
    "storage/fits/plio.py": "storage/fits/test_tile_table.py",
    "storage/fits/process_limits.py": "storage/fits/test_tile_decoder.py",
    "storage/fits/room.py": "storage/test_free_memory.py",
    "storage/fits/shared_block.py": "storage/fits/test_tile_decoder.py",
    "storage/fits/tile_worker.py": "storage/fits/test_tile_codecs.py",
    # what a user does in the whole window
    "gui/actions/copying.py": "gui/actions/test_context_menus.py",
    "gui/actions/frames_table.py": "gui/actions/test_table.py",
    "gui/actions/installed.py": "gui/actions/test_menus.py",
    "gui/actions/key_table.py": "gui/actions/test_shortcuts.py",
    "gui/actions/pressed.py": "gui/actions/test_shortcuts.py",
    "gui/actions/view_table.py": "gui/actions/test_table.py",
    "gui/engine/archive_run.py": "gui/dialogs/test_archive.py",
    "gui/asking.py": "gui/test_waiting_parameters.py",
    "gui/controls/ticks.py": "gui/dialogs/test_frame_columns.py",
    "gui/dialogs/numbers_file.py": "gui/dialogs/test_gain_truth.py",
    "gui/dialogs/into_folder.py": "gui/dialogs/test_export.py",
    "gui/dialogs/picture_facts.py": "gui/dialogs/test_picture.py",
    "gui/dialogs/picture_jobs.py": "gui/dialogs/test_picture.py",
    "gui/dialogs/picture_orders.py": "gui/dialogs/test_picture.py",
    "gui/actions/plots_on_show.py": "gui/dialogs/test_picture.py",
    "gui/actions/outside.py": "gui/dialogs/test_picture.py",
    "gui/actions/outside_table.py": "gui/actions/test_table.py",
    "gui/dialogs/titled_tables.py": "gui/dialogs/test_agreement.py",
    "gui/dialogs/choosing.py": "gui/dialogs/test_closing.py",
    "gui/controls/callout.py": "gui/test_typing.py",
    "gui/controls/empty_words.py": "gui/widgets/test_session_browser.py",
    "gui/controls/filter_field.py": "gui/widgets/test_session_browser.py",
    "gui/controls/keyboard.py": "gui/test_typing.py",
    "gui/controls/notice.py": "gui/widgets/test_image_area.py",
    "gui/controls/one_selected.py": "gui/widgets/test_gallery.py",
    "gui/controls/parameter_row.py": "gui/widgets/test_parameter_panel.py",
    "gui/controls/value_edit.py": "gui/widgets/test_histogram_bar.py",
    "gui/startup/meeting.py": "gui/startup/test_single_instance.py",
    "gui/threads/alive.py": "gui/threads/test_jobs.py",
    # drawn by one widget
    "gui/graphics/history_plot.py": "gui/widgets/test_pixel_history.py",
    "gui/graphics/marker_item.py": "gui/graphics/test_markers.py",
    "gui/on_show.py": "gui/test_workspace.py",
    "gui/opinion_history.py": "gui/engine/test_judgements.py",
    "gui/engine/growing.py": "gui/engine/test_new_frames.py",
    "gui/engine/queue_building.py": "gui/engine/test_review_queue.py",
    "core/review/queue_events.py": "core/review/test_queue.py",
    "gui/engine/session_frames.py": "gui/engine/test_frame_store.py",
    "gui/graphics/region_item.py": "gui/widgets/test_image_view.py",
    "gui/controls/figure_grid.py": "gui/widgets/test_statistics_panel.py",
    "gui/controls/text_entry.py": "gui/widgets/test_region_field.py",
    "gui/models/block_model.py": "gui/dialogs/test_pixel_table.py",
    "gui/graphics/recovery_plots.py": "gui/dialogs/test_recovery.py",
    "gui/models/gallery_model.py": "gui/widgets/test_gallery.py",
    "gui/widgets/captions.py": "gui/test_psf_layers.py",
    "gui/widgets/frame_bars.py": "gui/widgets/test_frame_strip.py",
    "gui/widgets/frame_values.py": "gui/widgets/test_explanation.py",
    "gui/widgets/image_notes.py": "gui/widgets/test_image_area_points.py",
    "gui/widgets/session_delegate.py": "gui/widgets/test_session_browser.py",
    "gui/widgets/zoom_view.py": "gui/widgets/test_image_view.py",
}
"""Module -> where its tests are instead."""


def test_every_module_has_a_test_file_of_its_name_or_is_listed() -> None:
    package, tests = ROOT / "darkviewer", ROOT / "tests"
    modules = [path.relative_to(package) for path in package.rglob("*.py")]
    without = {
        module.as_posix()
        for module in modules
        if module.name != "__init__.py"
        and not (tests / module.with_name(f"test_{module.name}")).exists()
    }
    listed = {*DECLARES_ONLY, *TESTED_IN}
    assert without - listed == set(), "write its tests, or list it with the reason"
    assert listed - without == set(), "take it off the list: it is gone or has tests"


def test_the_tests_that_are_named_exist() -> None:
    places = set(TESTED_IN.values())
    assert {place for place in places if not (ROOT / "tests" / place).exists()} == set()


def test_no_file_of_tests_is_longer_than_400_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "tests").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}, "split it by what it tests"
