using Cloakroom.FaultTests.Nodes;
using Cloakroom.FaultTests.Runs;

return args switch
{
    [PlayCommand.Command, .. var rest] => await PlayCommand.RunAsync(rest),
    [Node.Command, var settings] => await ProcessNode.RunAsync(settings),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
