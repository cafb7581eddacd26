using System.Reflection;
using System.Xml.Linq;

namespace Cloakroom.Tests.Conventions;

/// <summary>The arrows between the projects under src: Server → AspNetCore, stores → Cloakroom → base library.</summary>
public sealed class RoomTests
{
    private const string Engine = "Cloakroom";
    private const string Web = "Cloakroom.AspNetCore";
    private const string Testing = "Cloakroom.Testing";
    private const string Server = "Cloakroom.Server";

    public static TheoryData<string> Rooms => new(Repository.Rooms);

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_only_what_its_arrows_allow(string room)
    {
        string folder = $"src/{room}";
        IEnumerable<string> references = Items(room, "ProjectReference")
            .Select(r => Path.GetRelativePath(Repository.Root, Path.GetFullPath(r.Replace('\\', '/'), Repository.PathOf(folder))))
            .Where(r => !Allowed(room).Contains(r));
        Offenders.None(references, $"{room} may reference {string.Join(", ", Allowed(room).DefaultIfEmpty("no other room"))}, but it references:");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_compiled_room_knows_only_what_its_arrows_allow(string room)
    {
        IEnumerable<string> known = References(room).Where(r => r.StartsWith(Engine, StringComparison.Ordinal) && !Allowed(room).Contains(Csproj(r)));
        Offenders.None(known, $"{room} may know {string.Join(", ", Allowed(room).DefaultIfEmpty("no other room"))}, but it knows:");
    }

    [Fact]
    public void The_engine_needs_only_the_base_library_abstractions_and_tokens()
    {
        Offenders.None(References(Engine).Where(r => !IsBase(r) && !IsAbstraction(r) && !IsToken(r)), "The engine may know System.*, Microsoft.Extensions.*.Abstractions and the token library, but it knows:");
        Offenders.None(Items(Engine, "PackageReference").Where(r => !IsAbstraction(r) && !IsToken(r)), "The engine may reference Microsoft.Extensions.*.Abstractions and the token library, but its project has:");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Only_AspNetCore_and_what_builds_on_it_know_HttpContext(string room)
    {
        if (room is Web or Testing or Server)
        {
            return;
        }

        Offenders.None(References(room).Where(r => r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)), $"{room} knows of ASP.NET Core:");
        Offenders.None(Items(room, "FrameworkReference"), $"{room} references a framework:");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Internals_are_shown_to_projects_of_this_repository_only(string room)
    {
        string[] own = [.. Repository.Projects()];
        Offenders.None(
            Assembly.Load(room).GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
                .Select(a => a.AssemblyName).Where(name => !own.Contains(name, StringComparer.Ordinal)),
            $"{room} shows its internals to:");
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("Cloakroom.slnx");
        Offenders.None(
            Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{f}\"", StringComparison.Ordinal)),
            "Add to Cloakroom.slnx:");
    }

    // A new room is taken for a store until this says otherwise.
    private static string[] Allowed(string room) => room switch
    {
        Engine => [],
        Testing => [Csproj(Engine), Csproj(Web)],
        Server => [.. Repository.Rooms.Where(r => r is not (Server or Testing)).Select(Csproj)],
        _ => [Csproj(Engine)],
    };

    private static string Csproj(string room) => $"src/{room}/{room}.csproj";

    private static IEnumerable<string> Items(string room, string kind) =>
        XDocument.Load(Repository.PathOf(Csproj(room))).Descendants(kind).Select(item => (string?)item.Attribute("Include") ?? "");

    private static IEnumerable<string> References(string room) => Assembly.Load(room).GetReferencedAssemblies().Select(a => a.Name ?? "");

    private static bool IsBase(string name) => name.StartsWith("System.", StringComparison.Ordinal) || name is "System" or "netstandard" or "mscorlib";

    // Signing and verifying tokens is the one thing that the engine does not write itself.
    private static bool IsToken(string name) => name is "Microsoft.IdentityModel.JsonWebTokens" or "Microsoft.IdentityModel.Tokens";

    private static bool IsAbstraction(string name) =>
        name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal);
}
