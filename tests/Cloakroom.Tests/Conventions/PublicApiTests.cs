using System.Reflection;

namespace Cloakroom.Tests.Conventions;

/// <summary>Public is a decision: what a package offers is listed in PublicApi/, and a change of it shows in review.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Packages =>
        new(Repository.Rooms.Where(r => !Repository.Read($"src/{r}/{r}.csproj").Contains("<IsPackable>false</IsPackable>", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_API_is_the_accepted_one(string package) =>
        Accepted.Equal($"tests/Cloakroom.Tests/Conventions/PublicApi/{package}.txt", PublicApi.Of(Assembly.Load(package)));
}
