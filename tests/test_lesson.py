"""Which tests prove which row of the lesson. The table cannot rot: every test that it names must exist."""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

PROOFS: dict[str, list[str]] = {
    # A line as a boundary.
    "L1": [
        "data/test_admissions.py::test_line_is_the_lessons_own_when_there_is_no_noise",
        "test_dashboards.py::test_every_promised_image_is_served_and_is_a_picture",
    ],
    # Zero counts as 1, everywhere.
    "L2": [
        "functional/test_step.py::test_step_predicts_one_from_zero_on",
        "functional/test_step.py::test_step_equals_the_sigmoid_at_one_half",
        "functional/test_perceptron.py::test_perceptron_criterion_backward_is_prediction_minus_target",
        "nn/test_criteria.py::test_prediction_at_a_score_of_exactly_zero_is_one",
        "nn/test_criteria.py::test_perceptron_gradient_counts_a_score_of_zero_as_one",
        "nn/test_gates.py::test_gate_fires_on_the_line_itself",
        "models/test_against_scikit_learn.py::test_perceptron_differs_from_scikit_learns_at_a_score_of_exactly_zero",
    ],
    # Any number of features, and a plane of two of them.
    "L3": [
        "gallery/test_boundary.py::test_plane_of_many_features_holds_the_others_at_their_means",
        "gallery/test_boundary.py::test_plane_is_of_the_features_that_are_asked_for",
        "models/test_against_scikit_learn.py::test_logistic_regression_by_lbfgs_reaches_the_optimum",
    ],
    # Logic gates by hand and learned; XOR needs two layers.
    "L4": [
        "nn/test_gates.py::test_gate_of_two_inputs_has_its_truth_table",
        "nn/test_gates.py::test_not_has_its_truth_table",
        "nn/test_gates.py::test_xor_needs_only_one_hidden_layer",
        "nn/test_initializers.py::test_fixed_weights_are_those_of_the_lesson",
        "functional/test_learned_gates.py::test_gate_is_learned_without_an_error",
        "functional/test_learned_gates.py::test_xor_is_never_learned_by_one_layer",
        "models/test_lesson.py::test_perceptron_learns_the_gate_without_an_error",
        "models/test_lesson.py::test_xor_is_never_learned_by_a_single_layer",
        "functional/test_separability.py::test_xor_cannot_be_parted_since_its_diagonals_cross",
        "models/test_lesson.py::test_xor_is_learned_by_four_hidden_units",
        "sweep/test_truth_table.py::test_run_prints_the_truth_table_of_its_gate",
    ],
    # The quiz of A, B and C.
    "L5": [
        "nn/test_gates.py::test_quiz_is_xor_when_a_is_and_and_b_is_or",
        "nn/test_gates.py::test_quiz_is_never_true_when_a_is_or_and_b_is_and",
        "sweep/test_truth_table.py::test_quiz_prints_both_tables_of_the_lesson",
    ],
    # The perceptron trick.
    "L6": [
        "functional/test_perceptron.py::test_sgd_is_the_trick_for_each_misclassified_point",
        "functional/test_perceptron.py::test_perceptron_criterion_backward_is_prediction_minus_target",
        "functional/test_perceptron.py::test_perceptron_criterion_corrects_each_class_against_the_rest",
        "nn/test_criteria.py::test_perceptron_criterion_sums_over_points",
        "models/test_against_scikit_learn.py::test_perceptron_one_point_at_a_time_equals_scikit_learns",
        "ledger/test_replay.py::test_ledger_has_the_rows_that_the_trick_makes",
        "ledger/test_agreement.py::test_ledger_ends_with_the_trainings_weights",
    ],
    # Its worked numbers.
    "L7": [
        "functional/test_perceptron.py::test_sgd_gives_the_worked_numbers_of_the_trick",
        "ledger/test_lesson.py::test_ledger_has_the_worked_numbers_of_the_lesson",
    ],
    # How many tricks: 10, and in float64 11.
    "L8": [
        "functional/test_perceptron.py::test_trick_is_needed_ten_times_in_exact_arithmetic",
        "functional/test_perceptron.py::test_sgd_needs_ten_tricks_in_float32",
        "functional/test_perceptron.py::test_sgd_needs_eleven_tricks_in_float64",
        "functional/test_perceptron.py::test_sgd_ends_a_hair_below_zero_after_ten_tricks_in_float64",
        "ledger/test_lesson.py::test_ledger_counts_the_tricks_of_the_lesson",
    ],
    # A curved boundary.
    "L8a": [
        "data/test_admissions.py::test_student_with_9_and_1_is_accepted_by_the_line_and_rejected_by_the_curve",
    ],
    # Step and sigmoid.
    "L9": [
        "functional/test_sigmoid.py::test_sigmoid_backward_is_exactly_s_times_one_minus_s",
        "functional/test_sigmoid.py::test_sigmoid_backward_is_the_custom_functions",
        "nn/test_activations.py::test_activation_equals_its_formula_in_numpy",
        "nn/test_activations.py::test_sigmoid_goes_through_the_custom_function",
    ],
    # Softmax and one-hot encoding.
    "L10": [
        "functional/test_softmax.py::test_softmax_equals_scipys",
        "functional/test_softmax_cross_entropy.py::test_softmax_cross_entropy_equals_its_formula_in_numpy",
        "nn/test_criteria.py::test_softmax_probabilities_equal_scipys",
        "nn/test_criteria.py::test_encode_is_one_hot",
        "test_experiments_fit.py::test_softmax_never_takes_another_iris_for_setosa",
    ],
    # Cross-entropy: 0.69 and 5.12, stable, gradient ŷ − y.
    "L11": [
        "functional/test_binary_cross_entropy.py::test_binary_cross_entropy_gives_the_numbers_of_the_lesson",
        "functional/test_binary_cross_entropy.py::test_binary_cross_entropy_is_exact_when_scores_are_huge",
        "functional/test_binary_cross_entropy.py::test_binary_cross_entropy_backward_is_exactly_prediction_minus_target",
        "functional/test_softmax_cross_entropy.py::test_softmax_cross_entropy_gives_the_numbers_of_the_lesson",
        "functional/test_softmax_cross_entropy.py"
        "::test_softmax_cross_entropy_equals_the_binary_one_when_there_are_two_classes",
        "functional/test_softmax_cross_entropy.py::test_softmax_cross_entropy_is_exact_when_scores_are_huge",
        "functional/test_softmax_cross_entropy.py"
        "::test_softmax_cross_entropy_backward_is_exactly_prediction_minus_target",
    ],
    # Logistic regression by gradient descent.
    "L12": [
        "functional/test_logistic_regression.py::test_sgd_step_adds_alpha_times_what_is_missing_times_the_input",
        "models/test_against_scikit_learn.py::test_logistic_regression_by_lbfgs_reaches_the_optimum",
    ],
    # A start close to the best fit saves epochs.
    "L12a": ["models/test_lesson.py::test_starting_close_to_an_earlier_run_saves_epochs"],
    # Feedforward through any number of layers.
    "L13": [
        "nn/test_dense.py::test_network_feeds_forward_as_the_formula_says",
        "nn/test_dense.py::test_network_of_identities_is_one_line",
    ],
    # Backpropagation and the chain rule.
    "L14": [
        "functional/test_sigmoid.py::test_sigmoid_passes_gradcheck",
        "functional/test_sigmoid.py::test_sigmoid_passes_gradgradcheck",
        "functional/test_binary_cross_entropy.py::test_binary_cross_entropy_passes_gradcheck",
        "functional/test_binary_cross_entropy.py::test_binary_cross_entropy_passes_gradgradcheck",
        "functional/test_softmax_cross_entropy.py::test_softmax_cross_entropy_passes_gradient_checks",
        "functional/test_vmap.py::test_gradient_under_vmap_equals_a_loop",
        "nn/test_activations.py::test_backprop_equals_autograds_slope",
        "nn/test_activations.py::test_backprop_equals_finite_differences_away_from_kinks",
        "nn/test_closed_form.py::test_closed_form_gradient_equals_autograds",
        "nn/test_closed_form.py::test_gradient_equals_that_of_stock_torch_for_each_member",
        "nn/test_closed_form.py::test_closed_form_gradient_equals_finite_differences",
    ],
    # Testing on data that training has not seen.
    "L15": [
        "data/test_split.py::test_split_is_disjoint_and_complete",
        "data/test_split.py::test_split_deals_the_classes_out_in_proportion",
    ],
    # Underfitting and overfitting: the model complexity graph.
    "L16": [
        "test_experiments_fit.py::test_line_underfits_the_ring",
        "test_experiments_fit.py::test_overfitting_raises_the_validation_error_while_the_training_error_falls",
        "sweep/test_comparison.py::test_widths_have_the_complexity_graph",
    ],
    # The best weights are those that count.
    "L17": [
        "sweep/test_run.py::test_best_epoch_is_that_of_the_lowest_validation_error",
        "sweep/test_run.py::test_best_weights_are_kept_not_the_last",
        "test_experiments_fit.py::test_early_stopping_saves_epochs_and_keeps_the_same_weights",
    ],
    # Too certain, though the error is lower.
    "L18": [
        "inference/test_metrics_calibration.py::test_steeper_model_of_the_quiz_has_the_lower_error_and_is_certain",
        "inference/test_metrics_calibration.py::"
        "test_steeper_model_of_the_quiz_is_too_certain_where_some_points_are_of_the_other_class",
        "figures/test_reliability.py::test_histogram_shows_which_model_of_the_quiz_is_too_certain",
        "test_experiments_fit.py::test_large_weights_answer_alike_and_pay_for_their_certainty_where_points_stray",
    ],
    # Penalties on weights alone.
    "L19": [
        "functional/test_penalties.py::test_l1_penalty_is_the_sum_of_absolute_weights",
        "functional/test_penalties.py::test_l2_penalty_is_the_sum_of_squared_weights",
        "nn/test_stacked_members.py::test_penalties_leave_biases_out",
        "nn/test_regularizers.py::test_l1_makes_weights_sparse",
        "nn/test_regularizers.py::test_l2_makes_weights_small_but_not_sparse",
        "sweep/test_comparison.py::test_penalties_have_their_weights_drawn",
    ],
    # Dropout, per batch and per epoch.
    "L20": [
        "nn/test_dropout.py::test_mask_preserves_the_expected_value_exactly",
        "nn/test_masks.py::test_masks_per_batch_change_with_every_step",
        "nn/test_masks.py::test_masks_per_epoch_stay_through_the_epoch",
        "nn/test_stacked_members.py::test_scores_of_an_evaluation_leave_dropout_out",
        "stack/test_parity.py::test_members_see_the_batches_and_masks_that_they_see_alone",
    ],
    # Random restart.
    "L21": [
        "sweep/test_restarts.py::test_best_restart_is_kept",
        "stack/test_descents.py::test_random_restarts_find_the_lowest_point_from_every_seed",
    ],
    # Momentum crosses what plain descent is caught in.
    "L22": [
        "optim/test_momentum.py::test_plain_descent_is_caught_in_the_shallow_valley",
        "optim/test_momentum.py::test_momentum_crosses_the_hill_to_the_deep_valley",
        "optim/test_rules.py::test_rule_takes_torchs_steps_for_each_member",
        "stack/test_descents.py::test_plain_descent_is_caught_in_the_first_hollow",
        "stack/test_descents.py::test_momentum_crosses_what_plain_descent_does_not",
        "stack/test_descents.py::test_momentum_needs_a_fraction_of_the_steps_in_a_narrow_valley",
    ],
    # The vanishing gradient.
    "L23": [
        "test_experiments_rates.py::test_gradient_vanishes_through_sigmoids",
        "test_experiments_rates.py::test_gradient_reaches_the_first_layer_through",
        "test_experiments_rates.py::test_deep_sigmoids_learn_nothing_where_tanh_and_relu_do",
        "test_dashboards.py::test_norms_are_those_of_the_table_of_layers",
    ],
    # Batch against stochastic descent.
    "L24": [
        "optim/test_batch_against_stochastic.py::test_mini_batches_end_lower_than_the_whole_batch",
        "test_experiments_rates.py::test_error_against_computations_falls_faster_the_smaller_the_batch",
    ],
    # Learning rates: too high, too low, self-adjusting, found.
    "L25": [
        "test_experiments_rates.py::test_low_rate_crawls",
        "test_experiments_rates.py::test_right_rate_learns",
        "test_experiments_rates.py::test_high_rate_leaps_about_and_never_settles",
        "test_experiments_rates.py::test_adam_shakes_and_comes_to_rest_with_plateau",
        "sweep/test_lr_find.py::test_errors_are_those_of_trainings_at_each_rate_alone",
        "sweep/test_suggested_rate.py::test_suggestion_is_the_middle_of_a_flat_floor",
        "stack/test_descents.py::test_rate_decides_whether_descent_settles_rattles_or_is_thrown_out_of_the_crater",
        "stack/test_descents.py::test_rate_that_falls_settles_where_no_fixed_one_does",
    ],
    # The mountains.
    "L26": [
        "surfaces/test_surfaces.py::test_known_minima_are_all_that_scipy_finds",
        "surfaces/test_surfaces.py::test_names_and_titles_keep_the_jokes",
        "stack/test_descents.py::test_every_optimizer_descends_every_surface",
        "stack/test_descents.py::test_every_schedule_descends_every_surface",
        "figures/test_contour_paths.py::test_map_has_each_path_with_its_start_and_its_end",
        "figures/test_contour_paths.py::test_relief_carries_each_path_a_hair_above_its_heights",
    ],
}


@cache
def names_of_tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(("row", "proof"), [(row, proof) for row, proofs in PROOFS.items() for proof in proofs])
def test_lesson_row_names_a_test_that_exists(row, proof):
    file, _, test = proof.partition("::")
    assert (TESTS / file).is_file(), f"{row}: no file {file}"
    assert test in names_of_tests(TESTS / file), f"{row}: no test {test} in {file}"


def test_lesson_rows_name_no_test_twice():
    assert all(len(set(proofs)) == len(proofs) for proofs in PROOFS.values())


def test_every_row_of_the_lesson_has_a_proof():
    assert set(PROOFS) == {*(f"L{row}" for row in range(1, 27)), "L8a", "L12a"}
