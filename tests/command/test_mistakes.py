"""Mistakes on the command line: one line on stderr, exit code 2, nothing written."""

from pathlib import Path

import pytest

from tests.command.conftest import NotingTask, Program, everything_in

MISTAKES = [
    ("optimizer.lrr=1", "unknown key `optimizer.lrr`; allowed: clip_norm, lr, weight_decay."),
    ("optimizer.lrr=1", "Did you mean `optimizer.lr`?"),
    ("model=mlp activation._target_=os.system", "`activation._target_` names 'os.system', which is no class."),
    ("criterion._target_=lessonnet.nn.SquaredError", "add it for the class that you name: +criterion._target_="),
    ("model._target_=lessonnet.models.MLP model.hidden=[4]", "add it for the class that you name: +model.hidden=[4]."),
    ("optimizer=momentum optimizer._target_=lessonnet.optim.SGD", "is none of its own: add ~optimizer.momentum."),
    ("optimizer._target_=torch.optim.Adamax ~optimizer.foo", "unknown key `optimizer.foo`"),
    ("optimizer=adamm", "`optimizer` has no option 'adamm'; allowed: adagrad, adam, adamw, lbfgs, momentum, nesterov,"),
    ("optimizer=adamm", "Did you mean `optimizer=adam`?"),
    ("optimizer.lr=-1", "`optimizer.lr` must be > 0, got -1."),
    ("model=mlp dropout=per_batch dropout.p=1", "`dropout.p` must be in [0, 1), got 1."),
    ("model=mlp model.hidden=[0]", "`model.hidden[0]` must be in [1, 1000000], got 0."),
    ("model=mlp model.hidden=[100000000000]", "`model.hidden[0]` must be in [1, 1000000], got 100000000000."),
    ("data.batch_size=0", "`data.batch_size` must be a whole number ≥ 1 or 'full', got 0."),
    ("data.batch_size=ful", "Did you mean 'full'?"),
    ("trainer.max_epochs=ten", "`trainer.max_epochs` must be a whole number ≥ 0, got 'ten'."),
    ("data.val_fraction=0.9 data.test_fraction=0.2", "`data.test_fraction` must be < 1, got 0.9 + 0.2"),
    ("optimiser=adam", "unknown key `optimiser`; allowed: activation, backprop,"),
    ("optimiser=adam", "Did you mean `optimizer`?"),
    ("data.batch_size=[", "cannot read `data.batch_size=[`"),
    ("seed", "`seed` lacks a value; write seed=<value>."),
    ("=1", "`=1` lacks a key"),
    ("+new.key=1", "unknown key `new`"),
    ("+optimizer.foo=1", "unknown key `optimizer.foo`; allowed: clip_norm, lr, weight_decay."),
    ("+optimizer.lr=1", "`optimizer.lr` is there already; leave out the `+`"),
    ("regularizer.l2=1", "`regularizer.l2` is not a key of regularizer=none; choose regularizer=elastic or l2 first."),
    ("optimizer.momentum=0.9", "is not a key of optimizer=sgd; choose optimizer=momentum, nesterov or rmsprop first."),
    ("model.hidden=[4]", "`model.hidden` is not a key of model=logistic; choose model=mlp first."),
    ("callbacks=none callbacks.early_stopping.patience=5", "choose callbacks=early_stopping first."),
    ("callbacks.early_stopping.patienc=5", "Did you mean `callbacks.early_stopping.patience`?"),
    ("callbacks.early_stopping.patience=0", "`callbacks.early_stopping.patience` must be ≥ 1, got 0."),
    ("~optimizer", "`optimizer` is missing: every config has one"),
    ("~regularizer", "`regularizer` is missing: write regularizer=none."),
    ("data=null", "`data` has no option 'None'"),
    ("data=gate data.gate=xorr", "must be 'and', 'or', 'not', 'nand' or 'xor', got 'xorr'. Did you mean 'xor'?"),
    ("seed=-1", "`seed` must be in [0, 9223372036854775807], got -1."),
    ("data.seed=0 seed=9223372036854775808", "`seed` must be in [0, 9223372036854775807], got 9223372036854775808."),
    ("seed=1,2", "`seed=1,2` names several values; add -m"),
    ("optimizer=adam,sgd", "`optimizer=adam,sgd` names several values; add -m to train with each."),
    ("model.hidden=4,8 model=mlp", "add -m to train with each, or write model.hidden=[4,8] for a list."),
    ("data=[moons]", "`data` is one of admissions, blobs,"),
    ("experiment=[xor,and]", "got the list ['xor', 'and']."),
    ("experiment=xor model=logistic", "`model=logistic` does not go with `experiment=xor`, which sets `model.hidden`"),
    ("experiment=xor data=moons", "`data=moons` does not go with `experiment=xor`, which sets `data.gate`"),
    ("seed=${nowhere}", "cannot resolve the config"),
    ("restarts=0", "`restarts` must be in [1, 1000000], got 0."),
    ("restarts=100000000000", "`restarts` must be in [1, 1000000], got 100000000000."),
    ("data.points=1000000000000", "`data.points` must be in [1, 100000000], got 1000000000000."),
    ("data=moons data.noise=1e200", "`data.noise` must be in [0, 1000000.0], got 1e+200."),
    ("trainer=ddp trainer.accelerator=cpu trainer.devices=4096", "on this machine's processors, got 4096."),
    ("trainer.max_time='99:99:99:99'", "`trainer.max_time` must be days:hours:minutes:seconds"),
    ("--resolve", "`--resolve` belongs to --cfg job."),
    ("--run -m seed=1", "`--run` and `--multirun` exclude each other."),
    ("-m seed=1,2 hydra.run.dir=here", "`hydra.run.dir` does nothing with -m; set hydra.sweep.dir."),
    ("hydra.sweep.dir=here", "`hydra.sweep.dir` does nothing without -m; set hydra.run.dir."),
    (f"hydra.run.dir={'x' * 300}", "cannot make the directory"),
    (f"resume={'x' * 5000}", "`resume` must be the directory of a run"),
    ("backprop=auto", "`backprop` must be 'closed_form' or 'autograd', got 'auto'."),
    ("init=fixed", "`init.weights` must be given: a list"),
    ("activation=tanh", "`activation=tanh` does nothing: this model has no hidden layer."),
    ("dropout=per_batch model=logistic", "`dropout` turns off hidden nodes, and this model has no hidden layer."),
    ("trainer.gradient_clip_val=1", "`trainer.gradient_clip_val` cannot be used here"),
    ("trainer.gradient_clip_val=1", "set optimizer.clip_norm instead."),
    ("trainer.devices=auto", "`trainer.devices` must be a whole number ≥ 1, got 'auto'."),
    ("trainer.num_threads=1000000", "`trainer.num_threads` must be in [0, 1024], got 1000000."),
    ("trainer.precision=16-mixed", "`trainer.precision` must be '32-true', '64-true' or 'bf16-mixed', got '16-mixed'."),
    ("optimizer._target_=no.such.thing", "`optimizer._target_` names 'no.such.thing', which cannot be imported"),
    ("trainer._target_=builtins.dict", "`trainer._target_` names 'builtins.dict', whose options are not known."),
    ("hydra/launcher=stackd", "`hydra/launcher` has no option 'stackd'; allowed: basic, stacked. Did you mean"),
    ("name=../elsewhere", "`name` must be one plain folder name"),
    ("--frobnicate", "unrecognized arguments: --frobnicate"),
    ("--config-dir nowhere", "`--config-dir` must be a directory, got 'nowhere'."),
    ("--experimental-rerun x.pickle", "reads a pickle, which may run any code"),
    ("-m seed=0,1 --cfg job", "`--cfg` and `--info` show one job"),
    ("-m seed=range(3),5", "has several values within one of its values; write every one of them out."),
    ("-m seed=range(0)", "`seed=range(0)` stands for no value at all."),
    ("-m seed=0,1 seed=2,3", "`seed` is given twice, by `seed=0,1` and `seed=2,3`; leave one of them out."),
    ("-m seed=2 seed=0,1", "`seed` is given twice, by `seed=2` and `seed=0,1`"),
    ("-m seed=1,2,1", "`seed=1,2,1` has the value 1 twice"),
    ("-m resume=a,b", "`resume` goes on with one run, got 'resume=a,b'."),
    ("-m activation=step seed=0,1 model=mlp", "`activation=step` is flat"),
    ("-m optimizer.lr=-2,-1", "`optimizer.lr` must be > 0, got -2. This is the job optimizer.lr=-2."),
    ("-m optimizer.lr=0.1,fast", "`optimizer.lr` must be a number > 0, got 'fast'. This is the job optimizer.lr=fast."),
    ("-m optimizer=sgd,adamm", "`optimizer` has no option 'adamm'"),
    ("-m optimizer.lrr=1,2", "unknown key `optimizer.lrr`"),
    ("-m model=perceptron,logistic activation=tanh", "This is the job model=perceptron activation=tanh."),
    ("-m optimizer.lr=interval(0.1,1)", "`optimizer.lr=interval(0.1,1)` has no end of values; list them,"),
    ("-m seed=0,1 hydra.sweep.subdir=same", "`hydra.sweep.subdir` is 'same' for the jobs 0 and 1,"),
    ("-m seed=0,1 hydra.sweep.subdir=../${seed}", "`hydra.sweep.subdir` must lie inside the sweep's own directory"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), MISTAKES)
def test_mistake_is_answered_in_one_line_and_nothing_is_written(
    line: str, answer: str, program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert program(*line.split()) == 2
    told = capsys.readouterr()
    assert answer in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert task.configs == []
    assert everything_in(tmp_path) == []
